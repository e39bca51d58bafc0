#!/bin/bash
# jobs/local.sh [ARGS…]: installs what is missing, builds, and runs a campaign on this machine's cores, with figures.
#   jobs/local.sh                                       the built-in lecture campaign
#   jobs/local.sh configs/scaling.toml --seed 7         another one; arguments as for `sweep run`
#   jobs/local.sh configs/scaling.toml --launches 5     five launches of it into one file
#   jobs/local.sh decide -o F.h5                        the decision table of this machine, and its page F.html
#   jobs/local.sh list models                           any other command of sweep
#   jobs/local.sh --hosts FILE [--keep-going] [ARGS…]   on the hosts of a file instead, a line each: HOST slots=4; with --keep-going
#                                                       also when one is lost: the campaign goes on on the others. The folder
#                                                       must be the same on all of them, and ssh must need no password.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root"/jobs/install.sh run
"$root"/jobs/build.sh release
# shellcheck source=jobs/launch.sh
source "$root"/jobs/launch.sh
# shellcheck source=jobs/hosts.sh
source "$root"/jobs/hosts.sh
program=$root/build/release/sweep hosts='' keep_going=no
while [[ ${1-} == --hosts || ${1-} == --keep-going ]]; do
  if [[ $1 == --hosts ]]; then
    [[ -n ${2-} ]] || { echo "local.sh: --hosts wants a file with a line a host: HOST slots=4" >&2; exit 2; }
    hosts=$2
    shift
  else
    keep_going=yes
  fi
  shift
done
if [[ -n $hosts ]]; then
  [[ -z $(sweep_hydra "$program") ]] || { echo "local.sh: --hosts needs Open MPI, and build/release is by MPICH; build it anew by Open MPI" >&2; exit 2; }
  sweep_read_hosts "$hosts"
  sweep_launcher_on_hosts
else
  [[ $keep_going == no ]] || { echo "local.sh: --keep-going is for several hosts; add --hosts FILE" >&2; exit 2; }
  sweep_launcher_here "$program"
fi

case ${1-} in
--version | --build-info | --help | -h) exec "$program" "$@" ;;
esac
sweep_read_words "$@"
case $command in
'' | run | decide) ;;
plan) # depends on the number of ranks
  file='' status=0
  "${launcher[@]}" "$program" "$@" || status=$?
  exit "$status"
  ;;
*) exec "$program" "$@" ;;
esac
sweep_default_file "$root"/results

status=0
if [[ -n $hosts ]]; then
  sweep_on_hosts "$program" "$keep_going" || status=$?
else
  sweep_series "$program" || status=$?
fi
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
