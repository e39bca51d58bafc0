#!/bin/bash
# tests/run.sh [PRESET…]: installs what is missing, builds, and runs every test of the presets ci, asan and tsan.
#   tests/run.sh dev           the quick loop: one optimised build, without clang-tidy and what else takes long (the
#                              figures, faults of files, damaged results, kills and
#                              crash states, headers on their own)
#   tests/run.sh long          what sanitizers have to say on the tests that continuous integration leaves out there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
(($#)) || set -- ci asan tsan
for preset; do
  case $preset in
  ci | asan | tsan | dev | long) ;;
  *)
    echo "run.sh: '$preset' is no preset with tests; use: tests/run.sh [ci|asan|tsan|dev|long]…" >&2
    exit 2
    ;;
  esac
done

jobs/install.sh test

passed=0 failed=0 skipped=0
for preset; do
  report=$PWD/build/$preset/junit.xml
  rm -f "$report"
  status=0
  # Two tests a processor: many mostly wait.
  { jobs/build.sh "$preset" && ctest --preset "$preset" --parallel $((2 * $(nproc))) --output-junit "$report"; } || status=$?
  counts=(0 0 0)
  [[ -e $report ]] && read -ra counts < <(/usr/bin/python3 - "$report" <<'PYTHON'
import sys, xml.etree.ElementTree
states = [case.get("status") for case in xml.etree.ElementTree.parse(sys.argv[1]).iter("testcase")]
print(states.count("run"), states.count("fail"), len(states) - states.count("run") - states.count("fail"))
PYTHON
  )
  ((status == 0 || counts[1] > 0)) || counts[1]=1 # a build that fails counts as one failure
  ((passed += counts[0], failed += counts[1], skipped += counts[2])) || true
done

echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
((passed > 0 && failed == 0))
