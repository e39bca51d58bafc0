#!/bin/bash
# tests/long/compare_slowed.sh [FACTOR [LAUNCHES]]: whether `sweep compare` finds a slow-down for real. Builds the program once as
# it is and once with all tasks FACTOR times as slow (default 1.05; see src/campaign/timed_run.cpp), and compares them by
# jobs/compare.sh (default: 10 launches a side, threshold 2 %). Ends with 0 where every case is slower.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
factor=${1:-1.05} launches=${2:-10}
"$root"/jobs/build.sh release
cmake -S "$root" -B "$root"/build/slowed -G Ninja -D CMAKE_BUILD_TYPE=Release -D SWEEP_TESTS=OFF \
  -D CMAKE_CXX_FLAGS="-DSWEEP_SLOWDOWN=$factor" >/dev/null
cmake --build "$root"/build/slowed
status=0
told=$("$root"/jobs/compare.sh "$root"/build/{release,slowed}/sweep "$root"/tests/long/compare.toml \
  --launches "$launches" --threshold 2%) || status=$?
echo "$told"
((status == 1)) && grep -q '^10 slower, 0 faster' <<<"$told"
