#!/bin/bash
# jobs/local.sh [ARGS…]: installs what is missing, builds, and runs a campaign on this machine's cores, with figures.
#   jobs/local.sh                                       the built-in lecture campaign
#   jobs/local.sh configs/scaling.toml --seed 7         another one; arguments as for `sweep run`
#   jobs/local.sh configs/scaling.toml --launches 5     five launches of it into one file
#   jobs/local.sh decide -o F.h5                        the decision table of this machine, and its page F.html
#   jobs/local.sh list models                           any other command of sweep
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
sweep_launcher_here
program=$root/build/release/sweep

case ${1-} in
--version | --build-info | --help | -h) exec "$program" "$@" ;;
esac
sweep_read_words "$@"
case $command in
'' | run | decide) ;;
plan) exec "${launcher[@]}" "$program" "$@" ;; # depends on the number of ranks
*) exec "$program" "$@" ;;
esac
sweep_default_file "$root"/results

status=0
sweep_series "$program" || status=$?
if ((status != 2)) && [[ -s $file ]]; then # 2: a mistake in the arguments; anything else leaves results worth a look
  export PYTHONPATH=$root/analysis
  if [[ $command == decide ]]; then
    /usr/bin/python3 -P -m sweep_analysis report "$file" -o "${file%.h5}.html"
    seen="page: ${file%.h5}.html"
  else
    /usr/bin/python3 -P -m sweep_analysis figures "$file" -o "${file%.h5}-figures"
    seen="figures: ${file%.h5}-figures"
  fi
  echo "results: $file"
  echo "$seen"
fi
exit "$status"
