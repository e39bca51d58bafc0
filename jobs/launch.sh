# shellcheck shell=bash
# Sourced by the scripts of this folder that start launches. `launcher` is what stands before the program: jobs/sweep.sbatch
# has its own, for the others sweep_launcher_here sets it.

# shellcheck source=jobs/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")"/environment.sh

# sweep_hydra PROGRAM: prints the mpiexec of MPICH where PROGRAM was built with that, as its build folder says; else nothing.
sweep_hydra() {
  local found
  found=$(sed -n 's/^MPIEXEC_EXECUTABLE:[A-Z]*=//p' "$(dirname "$(realpath "$1")")"/CMakeCache.txt 2>/dev/null) || return 0
  [[ $(realpath "${found:-/}") != *hydra* ]] || echo "$found"
}

# sweep_launcher_here PROGRAM: a launch on this machine, whatever hosts a host file or a batch system names: a rank for each
# physical core that this shell may use. Hardware threads of one core would share its arithmetic units.
sweep_launcher_here() {
  local cores hydra
  sweep_one_node
  hydra=$(sweep_hydra "$1")
  cores=$(lscpu --parse=CPU,CORE,SOCKET | /usr/bin/python3 -c '
import os, sys
rows = [line.split(",", 1) for line in sys.stdin if line[0] != "#"]
print(len({core for cpu, core in rows if int(cpu) in os.sched_getaffinity(0)}))')
  if [[ -n $hydra ]]; then
    launcher=("$hydra" -launcher fork -rmk user -hosts localhost -n "$cores")
    return
  fi
  launcher=(mpirun --mca plm isolated --mca ras '^slurm,tm,lsf,gridengine,loadleveler' --host "localhost:$cores" -n "$cores")
}

# sweep_read_words WORDS…: what jobs/run_words.py says of them: `command`, `campaign`, `file`, `existing` and `words`.
sweep_read_words() {
  mapfile -d '' -t words < <(/usr/bin/python3 -B "$(dirname "${BASH_SOURCE[0]}")"/run_words.py "$@")
  ((${#words[@]} >= 4)) || exit 1 # python has said why
  # shellcheck disable=SC2034 # `command` is for the scripts
  command=${words[0]} campaign=${words[1]} file=${words[2]} existing=${words[3]}
  words=("${words[@]:4}")
}

# sweep_default_file FOLDER [WORD]: where `words` name no result file they do now, one in FOLDER: of that word, or of now.
sweep_default_file() {
  [[ -z $file ]] || return 0
  mkdir -p "$1"
  local builtin=lecture
  [[ ${command-} != decide ]] || builtin=decision_table
  file=$1/$(basename "${campaign:-$builtin}" .toml)-${2:-$(date -u +%Y%m%dT%H%M%SZ)}.h5
  words+=(-o "$file")
}

# sweep_series PROGRAM: launches, by the command (run or decide), the campaign that sweep_read_words found until its file has as many whole launches as
# --launches or the campaign asks for. The first deals with an existing file as `existing` says, each other one is added.
# A case that fails (1) ends nothing and is what the series returns; any other end ends it. So do Ctrl-C, and a launch that did
# not measure the whole campaign: mpirun that gets a signal ends in 1, too.
sweep_series() {
  local program=$1 text='' ended=0 status told state whole wanted before=0 interrupted=''
  no_time_left=''
  trap 'interrupted=yes' INT # which bash heeds when the launch has ended
  [[ $campaign != - ]] || text=$(cat) # standard input, which each launch reads
  while :; do
    status=0
    SWEEP_LAUNCHED=$EPOCHREALTIME "${launcher[@]}" "$program" "${command:-run}" "${words[@]}" ${existing:+"$existing"} <<<"$text" || status=$?
    [[ -z $interrupted ]] || return 130
    ((status == 0)) || ended=$status
    [[ -s $file ]] && ((status <= 1)) || return "$ended"
    told=$(sweep_launches "$program" "$file") || return
    read -r state whole wanted <<<"$told"
    [[ $state == complete ]] && ((before < whole && whole < wanted)) || return "$ended"
    before=$whole existing=--append
    if [[ -n ${SWEEP_END_TIME-} ]] && ((EPOCHSECONDS + 10 > SWEEP_END_TIME)); then
      # shellcheck disable=SC2034 # it is for jobs/sweep.sbatch
      no_time_left='end of the job'
      return 75
    fi
    echo "launch $((whole + 1)) of $wanted" >&2
  done
}

# sweep_launches PROGRAM FILE: prints "complete" or "partial", how many whole launches FILE has (those that go on with another
# are parts of it) and how many were asked for.
sweep_launches() {
  "$1" show "$2" --json | /usr/bin/python3 -c '
import json, sys
text = sys.stdin.read()
if not text:  # sweep has said why
    sys.exit(1)
result = json.loads(text)
whole = sum(launch["continues"] == -1 for launch in result["launches"])
print(result["status"], whole, result["campaign"]["launches"])'
}

# sweep_progress PROGRAM FILE: prints how many checks and repetitions FILE has, of all its launches, and in words why the last
# launch ended; 0 where there is no file.
sweep_progress() {
  [[ -s $2 ]] || { echo 0; return; }
  "$1" show "$2" --json | /usr/bin/python3 -c '
import json, sys
result = json.load(sys.stdin)
finished = sum(launch["repetitions"] for launch in result["launches"])
checked = sum(int(case["checksum"], 16) != 0 for case in result["cases"])
print(finished + checked, result["launches"][-1]["end"])'
}

# sweep_usage WORDS: what is wrong, and how the script is used (`use`).
sweep_usage() {
  echo "$(basename "$0"): $1; use: ${use:?}" >&2
  exit 2
}

# sweep_own_options WORDS…: the value of each option --NAME for which own[NAME] is set goes there (-o is --output, and --resume
# has none), all other words into `words`.
sweep_own_options() {
  words=()
  while (($#)); do
    [[ $1 != --resume ]] || set -- --resume=yes "${@:2}"
    [[ $1 != -o ]] || set -- --output "${@:2}"
    [[ $1 != -o?* ]] || set -- "--output=${1#-o}" "${@:2}"
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

# sweep_launch PROGRAM FILE LABEL WORDS…: one launch, into FILE, to which a second one is added, and in which one that was
# interrupted goes on. A case that fails (1) is in the file, and the others go on; anything else ends the script.
sweep_launch() {
  local program=$1 file=$2 label=$3 how=() status=0
  shift 3
  if [[ -e $file ]]; then
    how=(--resume)
    [[ $(sweep_launches "$program" "$file") != complete* ]] || how=(--append)
  fi
  trap 'exit 130' INT
  SWEEP_LAUNCHED=$EPOCHREALTIME "${launcher[@]}" "$program" run "$@" "${how[@]}" -o "$file" --label "$label" --quiet || status=$?
  ((status <= 1)) || exit "$status"
  [[ $(sweep_launches "$program" "$file") == complete* ]] || {
    echo "$(basename "$0"): the launch did not measure all; go on by the same command with --resume -o ${output:?}" >&2
    exit 1
  }
}

# sweep_measured PROGRAM FILE: how many launches FILE has that measured all. Without --resume there must be no such file.
sweep_measured() {
  local state whole
  [[ -e $2 ]] || { echo 0; return; }
  [[ ${own[resume]} == yes ]] || sweep_usage "'$2' exists; go on with it by --resume, or give another file with -o"
  read -r state whole _ < <(sweep_launches "$1" "$2") || exit 1
  [[ $state == complete ]] && echo "$whole" || echo $((whole - 1))
}

# sweep_side I: whose turn launch I is, from 0: 0 or 1, in the order A B B A. What drifts on the machine then meets both alike.
sweep_side() {
  echo $((($1 + 1) / 2 % 2))
}
