#!/bin/bash
# tests/run.sh [PRESET…]: installs what is missing, builds, and runs every test of the presets ci, asan and tsan.
#   tests/run.sh dev           the quick loop: one optimised build, without clang-tidy and what else takes long (the
#                              figures, faults of files, damaged results, kills and
#                              crash states, headers on their own)
#   tests/run.sh mpich         every test that does not name Open MPI's options, by MPICH (its packages stay)
#   tests/run.sh long          what sanitizers have to say on the tests that continuous integration leaves out there,
#                              and whether kernels have the same bits on AArch64
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
(($#)) || set -- ci asan tsan
packages=(test)
for preset; do
  case $preset in
  ci | asan | tsan | dev) ;;
  mpich | long) packages+=("$preset") ;;
  *)
    echo "run.sh: '$preset' is no preset with tests; use: tests/run.sh [ci|asan|tsan|dev|mpich|long]…" >&2
    exit 2
    ;;
  esac
done

for set in "${packages[@]}"; do
  jobs/install.sh "$set"
done

# counts REPORT [SECOND]: how many passed, failed and did not run, and which failed at first and passed alone.
counts() {
  /usr/bin/python3 - "$@" <<'PYTHON'
import os, sys, xml.etree.ElementTree
first, again = ({case.get("name"): case.get("status") for case in xml.etree.ElementTree.parse(path).iter("testcase")}
                if os.path.exists(path) else {} for path in (sys.argv[1:] + [""])[:2])
states = list((first | again).values())
print(states.count("run"), states.count("fail"), len(states) - states.count("run") - states.count("fail"),
      *(name for name, state in again.items() if (first.get(name), state) == ("fail", "run")))
PYTHON
}

passed=0 failed=0 skipped=0 alone=()
for preset; do
  report=$PWD/build/$preset/junit.xml again=$PWD/build/$preset/junit-alone.xml
  rm -f "$report" "$again"
  status=0
  # Two tests a processor: many mostly wait.
  { jobs/build.sh "$preset" && ctest --preset "$preset" --parallel $((2 * $(nproc))) --output-junit "$report"; } || status=$?
  read -ra found < <(counts "$report") || true
  # Tests that kill and stop at a moment may miss it beside others: up to three that fail are asked once more, alone, and named.
  if ((found[1] > 0 && found[1] <= 3)); then
    status=0
    ctest --preset "$preset" --rerun-failed --output-junit "$again" || status=$?
    read -ra found < <(counts "$report" "$again")
    alone+=("${found[@]:3}")
  fi
  ((status == 0 || found[1] > 0)) || found[1]=1 # such as a build that fails, or a test without its program
  ((passed += found[0], failed += found[1], skipped += found[2])) || true
done

((${#alone[@]} == 0)) || echo "failed beside others, passed alone: ${alone[*]}"
echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
((passed > 0 && failed == 0))
