#!/bin/bash
# jobs/noise.sh [CAMPAIGN.toml] [--launches N] [-o FILE.h5 [--resume]] [OPTIONS of sweep run…]: what changes can be seen on this
# machine. Installs what is missing, builds, starts N launches (default 20) of the same program with two labels in the order A B B A,
# into one file (default: one in results/), and says what `sweep noise` makes of it. Without a campaign it is the built-in lecture campaign.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
use="jobs/noise.sh [CAMPAIGN.toml] [--launches N] [-o FILE.h5 [--resume]] [options of sweep run]"
"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
sweep_launcher_here "$root"/build/release/sweep

declare -A own=([launches]=20 [output]='' [resume]='')
sweep_own_options "$@"
((own[launches] >= 4)) || sweep_usage "noise is what differs between launches, of which there must be 4 at least"
campaign=lecture
if [[ ${words[0]-} == *.toml ]]; then
  campaign=${words[0]}
  [[ -r $campaign ]] || sweep_usage "there is no campaign '$campaign'"
fi

mkdir -p "$root"/results
file=${own[output]:-$root/results/noise-$(basename "$campaign" .toml)-$(date -u +%Y%m%dT%H%M%SZ).h5}
output=$file # how it is named where the script goes on
measured=$(sweep_measured "$root"/build/release/sweep "$file")
labels=(A B)
for ((i = measured; i < own[launches]; ++i)); do
  echo "launch $((i + 1)) of ${own[launches]}" >&2
  sweep_launch "$root"/build/release/sweep "$file" "${labels[$(sweep_side "$i")]}" "${words[@]}"
done
"$root"/build/release/sweep noise "$file"
echo "results: $file"
