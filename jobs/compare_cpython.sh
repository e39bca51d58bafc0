#!/bin/bash
# jobs/compare_cpython.sh [PYTHON…] [--launches N] [--quick] [-o NAME.h5 [--resume]]: how near the emulation of CPython's lock (model
# gil) comes to CPython on this machine: N launches (default 6, the fewest judged) of configs/compare_cpython.toml for each interpreter
# (default /usr/bin/python3) into a file of its own, and the table of what is inside and outside the bars. Installs and builds what is
# missing. Wants a machine on which nothing else runs, for half an hour an interpreter. --quick: one short launch; does it run?
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
use="jobs/compare_cpython.sh [PYTHON…] [--launches N] [--quick] [-o NAME.h5 [--resume]]"
"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
sweep_one_node
# shellcheck disable=SC2034 # for sweep_launch: one rank is a launch of its own
launcher=()
program=$root/build/release/sweep

declare -A own=([launches]=6 [output]='' [resume]='')
sweep_own_options "$@"
pythons=() changes=()
for word in "${words[@]}"; do
  case $word in
  --quick) own[launches]=1 changes=(--set campaign.repetitions.min=1 --set campaign.repetitions.max=1) ;;
  -*) sweep_usage "there is no option $word" ;;
  *) pythons+=("$(command -v "$word")") || sweep_usage "'$word' is no program; give the path of a CPython" ;;
  esac
done

# look PYTHON: its version, and what an iteration of a loop takes in it [ns], which the emulation is told.
look() {
  "$1" -B - "$root"/configs/compare_cpython <<'END'
import platform
import sys
if platform.python_implementation() != "CPython" or sys.version_info < (3, 8):
    sys.exit("{} is {} {}: the comparison is with CPython from 3.8 on".format(
        sys.executable, platform.python_implementation(), platform.python_version()))
if not getattr(sys, "_is_gil_enabled", lambda: True)():
    sys.exit(sys.executable + " has no lock, so there is nothing to compare")
sys.path.insert(0, sys.argv[1])
from calibrated import seconds_an_iteration
print(platform.python_version(), round(1e9 * seconds_an_iteration(), 2))
END
}

# cost_in FILE: the same [ns], as the campaign has it that FILE holds already, and to which launches are added.
cost_in() {
  "$program" show "$1" --json | /usr/bin/python3 -c '
import json, re, sys
print(re.search(r"iteration_cost\W*([\d.]+) ?ns", json.load(sys.stdin)["campaign"]["toml"])[1])'
}

mkdir -p "$root"/results
began=$(date -u +%Y%m%dT%H%M%SZ)
for python in "${pythons[@]:-/usr/bin/python3}"; do
  seen=$(look "$python") || exit 2
  [[ -n $seen ]] || sweep_usage "'$python' is no Python; give the path of a CPython"
  read -r version iteration <<<"$seen"
  file=${own[output]:-$root/results/compare-cpython-$began.h5}
  output=$file # how it is named where the script goes on
  ((${#pythons[@]} <= 1)) || file=${file%.h5}-$version.h5
  measured=$(sweep_measured "$program" "$file")
  [[ ! -e $file ]] || iteration=$(cost_in "$file")
  for ((i = measured; i < own[launches]; ++i)); do
    echo "CPython $version: launch $((i + 1)) of ${own[launches]}" >&2
    sweep_launch "$program" "$file" "CPython $version" "$root"/configs/compare_cpython.toml \
      --set experiment.python="$python" --set experiment.iteration_cost="$iteration ns" "${changes[@]}"
  done
  PYTHONPATH=$root/analysis /usr/bin/python3 -B -m sweep_analysis.peers.compare_cpython "$file" "$root"/configs/compare_cpython/bars.toml
  echo "results: $file"
done
