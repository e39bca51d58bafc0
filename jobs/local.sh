#!/bin/bash
# jobs/local.sh [ARGS…]: installs what is missing, builds, and runs a campaign on this machine's cores, with figures.
#   jobs/local.sh                                       the built-in lecture campaign
#   jobs/local.sh configs/scaling.toml --seed 7         another one; arguments as for `sweep run`
#   jobs/local.sh list models                           any other command of sweep
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
sweep=("${launcher[@]}" "$root"/build/release/sweep)

case ${1-} in
--version | --build-info | --help | -h) exec "${sweep[-1]}" "$@" ;;
esac
mapfile -d '' -t words < <(/usr/bin/python3 -B "$root"/jobs/run_words.py "$@")
command=${words[0]} campaign=${words[1]} file=${words[2]}
case $command in
'' | run) set -- "${words[@]:3}" ;;
plan) exec "${sweep[@]}" "$@" ;; # depends on the number of ranks
*) exec "${sweep[-1]}" "$@" ;;
esac

if [[ -z $file ]]; then
  mkdir -p "$root"/results
  name=$(basename "${campaign:-lecture}" .toml)
  file=$root/results/$name-$(date -u +%Y%m%dT%H%M%SZ).h5
  set -- "$@" -o "$file"
fi

status=0
"${sweep[@]}" run "$@" || status=$?
if ((status != 2)) && [[ -s $file ]]; then # 2: a mistake in the arguments; anything else leaves results worth a look
  PYTHONPATH=$root/analysis /usr/bin/python3 -m sweep_analysis figures "$file" -o "${file%.h5}-figures"
  echo "results: $file"
  echo "figures: ${file%.h5}-figures"
fi
exit "$status"
