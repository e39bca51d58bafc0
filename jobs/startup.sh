#!/bin/bash
# jobs/startup.sh [N]: what a launch takes on this machine, from starting mpirun until all its ranks have met for the first time,
# and until it has ended: N times (default 20) for 1 rank, 2 ranks and one a core, in turn. Installs what is missing and builds.
# What processes and threads take that a rank starts, configs/startup.toml measures.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
times=${1:-20}
[[ $times =~ ^[1-9][0-9]*$ ]] || { echo "use: jobs/startup.sh [N], N launches each" >&2; exit 2; }
"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
sweep_launcher_here "$root"/build/release/sweep
sweep_own_folder
cores=${launcher[-1]}
/usr/bin/python3 -B "$root"/jobs/time_launches.py "$times" "1 2 $cores" -- "${launcher[@]:0:${#launcher[@]}-1}" RANKS \
  "$root"/build/release/sweep first_collective
