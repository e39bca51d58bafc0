#!/bin/bash
# jobs/compare.sh OLD/sweep NEW/sweep CAMPAIGN.toml [--launches N] [--threshold 5%] [--noise FILE.h5] [-o NAME.h5 [--resume]]
# [OPTIONS of sweep run…]: runs two builds in turn on this machine, N launches each (default 10) in the order A B B A, each into
# a file of its own (NAME-old.h5 and NAME-new.h5; default: in results/), and says which cases are slower or faster (`NEW/sweep compare`, whose exit code is the script's).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
use="jobs/compare.sh OLD/sweep NEW/sweep CAMPAIGN.toml [--launches N] [--threshold 5%] [--noise FILE.h5] [-o NAME.h5 [--resume]] [options of sweep run]"
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh

declare -A own=([launches]=10 [threshold]=5% [noise]='' [output]='' [resume]='')
sweep_own_options "$@"
((${#words[@]} >= 3)) || sweep_usage "two programs and a campaign are wanted"
programs=("${words[@]:0:2}") campaign=${words[2]}
for program in "${programs[@]}"; do
  [[ -f $program && -x $program ]] || sweep_usage "'$program' is no program; build it: jobs/build.sh release"
done
[[ -r $campaign ]] || sweep_usage "there is no campaign '$campaign'"

mkdir -p "$root"/results
name=${own[output]:-$root/results/compare-$(basename "$campaign" .toml)-$(date -u +%Y%m%dT%H%M%SZ)}
name=${name%.h5} output=$name.h5 # how the two are named where the script goes on
files=("$name-old.h5" "$name-new.h5") labels=(old new)
measured=()
for side in 0 1; do
  measured[side]=$(sweep_measured "${programs[side]}" "${files[side]}")
done
for ((i = 0; i < 2 * own[launches]; ++i)); do
  side=$(sweep_side "$i")
  ((measured[side]-- <= 0)) || continue
  echo "launch $((i + 1)) of $((2 * own[launches])): ${labels[side]}" >&2
  sweep_launcher_here "${programs[side]}"
  sweep_launch "$(realpath "${programs[side]}")" "${files[side]}" "${labels[side]}" "$campaign" "${words[@]:3}"
done
exec "$(realpath "${programs[1]}")" compare "${files[@]}" --threshold "${own[threshold]}" ${own[noise]:+--noise "${own[noise]}"}
