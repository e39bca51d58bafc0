#!/bin/bash
# dieharder.sh [TEST…]: what dieharder (jobs/install.sh long) says of the normals of a stream; without numbers
# of its tests (`dieharder -l`) all of them, about an hour. Of some hundred results one or two are "WEAK" by chance, and
# are another with another SEED; one that is "FAILED" ends in exit 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --build build/dev --target normal_bits >/dev/null
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for test in "${@:-all}"; do
  which=(-d "$test")
  [[ $test == all ]] && which=(-a)
  build/dev/tests/long/normal_bits "${SEED:-1}" | dieharder -g 200 "${which[@]}" | tee -a "$results"
done
if grep -q FAILED "$results"; then
  exit 1
fi
