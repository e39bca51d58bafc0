#!/bin/bash
# jobs/compare_cpython.sh [PYTHON…] [--rows PATTERN] [--pairs N] [--quick]: CPython's lock and its emulation (model gil) in
# turn on this machine, as sweep_analysis.peers.compare_cpython explains; installs and builds what is missing, prints a
# table with what is inside and outside the bars, and keeps every value in results/. Takes a quarter of an hour an interpreter, alone.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/environment.sh
source "$root"/jobs/environment.sh
sweep_one_node

mkdir -p "$root"/results
export PYTHONPATH=$root/analysis${PYTHONPATH:+:$PYTHONPATH}
exec /usr/bin/python3 -B -m sweep_analysis.peers.compare_cpython "$root"/build/release \
  "$root"/results/compare-cpython-"$(date -u +%Y%m%dT%H%M%SZ)".h5 "$@"
