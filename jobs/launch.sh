# shellcheck shell=bash
# Sourced by the scripts of this folder that launch on this machine, whatever hosts a host file or a batch system names:
# `launcher` is what stands before the program; the functions start launches that are compared.

# shellcheck source=jobs/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")"/environment.sh
sweep_one_node

# Physical cores this shell may use: hardware threads of one core would share its arithmetic units.
cores=$(lscpu --parse=CPU,CORE,SOCKET | /usr/bin/python3 -c '
import os, sys
rows = [line.split(",", 1) for line in sys.stdin if line[0] != "#"]
print(len({core for cpu, core in rows if int(cpu) in os.sched_getaffinity(0)}))')
launcher=(mpirun --mca plm isolated --mca ras '^slurm,tm,lsf,gridengine,loadleveler' --host "localhost:$cores" -n "$cores")

# sweep_usage WORDS: what is wrong, and how the script is used (`use`).
sweep_usage() {
  echo "$(basename "$0"): $1; use: ${use:?}" >&2
  exit 2
}

# sweep_own_options WORDS…: the value of each option --NAME for which own[NAME] is set goes there, all other words into `words`.
sweep_own_options() {
  words=()
  while (($#)); do
    local name=${1#--}
    name=${name%%=*}
    if [[ $1 != --?* || ! -v own[$name] ]]; then
      words+=("$1")
    elif [[ $1 == *=* ]]; then
      own["$name"]=${1#*=}
    else
      own["$name"]=${2-}
      (($# == 1)) || shift
    fi
    shift
  done
  [[ ${own[launches]} =~ ^[1-9][0-9]*$ ]] || sweep_usage "--launches wants a number from 1, not '${own[launches]}'"
}

# sweep_launch PROGRAM FILE LABEL WORDS…: one launch, into FILE, to which a second one is added. A case that fails (1) is in
# the file, and the others go on; anything else ends the script.
sweep_launch() {
  local program=$1 file=$2 label=$3 add=() status=0
  shift 3
  [[ ! -e $file ]] || add=(--append)
  "${launcher[@]}" "$program" run "$@" "${add[@]}" -o "$file" --label "$label" --quiet || status=$?
  ((status <= 1)) || exit "$status"
}

# sweep_side I: whose turn launch I is, from 0: 0 or 1, in the order A B B A. What drifts on the machine then meets both alike.
sweep_side() {
  echo $((($1 + 1) / 2 % 2))
}
