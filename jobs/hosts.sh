# shellcheck shell=bash disable=SC2034,SC2154 # variables of jobs/launch.sh
# Sourced by jobs/local.sh --hosts FILE, after launch.sh: launches on the hosts of a file, by mpirun, and, with --keep-going, on
# those that are left when one is lost.

# sweep_read_hosts FILE: `slots`, the ranks of each host, and `ranks`, of all. A line is as mpirun's --hostfile has it:
# HOST [slots=N]; by default one rank, and more where the host is named again.
sweep_read_hosts() {
  local host words count
  declare -gA slots=()
  declare -gi ranks=0
  [[ -r $1 ]] || { echo "local.sh: cannot read '$1'; --hosts wants a file with a line a host: HOST slots=4" >&2; exit 2; }
  while read -r host words || [[ -n $host ]]; do
    [[ -n $host && $host != '#'* ]] || continue
    count=1
    [[ ! $words =~ slots=([0-9]+) ]] || count=${BASH_REMATCH[1]}
    slots[$host]=$((${slots[$host]-0} + count)) ranks+=count
  done <"$1"
  ((ranks)) || { echo "local.sh: '$1' names no host; it wants a line a host: HOST slots=4" >&2; exit 2; }
}

# `launcher`: as many ranks as ever, since a campaign goes on with as many, on the hosts that are in `slots`. Where those have
# fewer slots, ranks share cores, of which sweep warns. mpirun asks a silent host three times before it gives it up, after 25 s.
sweep_launcher_on_hosts() {
  local host places=
  for host in $(printf '%s\n' "${!slots[@]}" | sort -V); do
    places+=${places:+,}$host:${slots[$host]}
  done
  launcher=(sweep_until_lost mpirun --mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 5 --mca oob_tcp_keepalive_probes 3
    --host "$places" --oversubscribe -n "$ranks" -x OMP_WAIT_POLICY -x SWEEP_LAUNCHED)
}

# sweep_until_lost COMMAND…: runs it. Where it goes on 15 s after the ranks have found a loss, and ended, it is killed: mpirun has
# told the daemon of a host that is cut off to end, too, and waits until TCP gives that up, for a quarter of an hour.
# shellcheck disable=SC2317 # it is called as the first word of `launcher`
sweep_until_lost() {
  local status=0 launch watch
  "$@" <&0 &
  launch=$!
  sweep_kill_when_lost "$launch" &
  watch=$!
  wait "$launch" || status=$?
  while kill -0 "$launch" 2>/dev/null; do # Ctrl-C ends only the waiting
    status=0
    wait "$launch" || status=$?
  done
  kill "$watch" 2>/dev/null || true
  return "$status"
}

# shellcheck disable=SC2317 # the same
sweep_kill_when_lost() {
  local never before='' since=0
  [[ ! -s $file.lost ]] || before=$(<"$file.lost") # of the launch before, until this one takes it away
  exec {never}<> <(:)
  while ((since == 0 || SECONDS - since <= 15)); do
    read -rt 3 -u "$never" || true # no process each time, which would be in the way of what is measured
    if ((since == 0)) && [[ -s $file.lost && $(<"$file.lost") != "$before" ]]; then
      since=$SECONDS
    fi
  done
  kill -KILL "$1"
}

# sweep_is_there HOST: whether it answers within 10 s.
sweep_is_there() {
  [[ $1 == "$HOSTNAME" || $1 == localhost ]] || timeout 10 "${OMPI_MCA_plm_rsh_agent:-ssh}" "$1" true </dev/null >/dev/null 2>&1
}

# Takes out of `slots` the hosts that do not answer; where all do, the one that the launch has named in FILE.h5.lost. False where there is none, or none is left: then it was something else that ended the
# launch.
sweep_drop_lost_hosts() {
  local host named='' before=${#slots[@]}
  [[ ! -s $file.lost ]] || named=$(cut -f1 "$file.lost")
  for host in "${!slots[@]}"; do
    sweep_is_there "$host" || unset "slots[$host]"
  done
  for host in "${!slots[@]}"; do
    [[ ${#slots[@]} != "$before" || ${host%%.*} != "${named%%.*}" ]] || unset "slots[$host]"
  done
  ((0 < ${#slots[@]} && ${#slots[@]} < before))
}

# sweep_on_hosts PROGRAM yes|no: the series of launches; whether it goes on where a host was lost.
sweep_on_hosts() {
  local status end
  while :; do
    sweep_launcher_on_hosts
    status=0
    sweep_series "$1" || status=$?
    case $2-$status in no-* | yes-0 | yes-2 | yes-130) return "$status" ;; esac
    if [[ -s $file ]]; then
      read -r _ end < <(sweep_progress "$1" "$file") || true
      # mpirun may have seen that a host has gone before the ranks did, and ended those that were left.
      [[ $status != 75 || -z $end || $end == lost:* || $end == 'SIGTERM, a rank being gone' || -s $file.lost ]] || return 75
      existing=--resume
    fi
    sweep_drop_lost_hosts || return "$status"
    echo "local.sh: the launch ended with $status; it goes on on ${!slots[*]}" >&2
  done
}
