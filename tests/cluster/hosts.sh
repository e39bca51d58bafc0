#!/bin/bash
# hosts.sh: several hosts on one kernel, for tests. Each has its own network, name, mounts, /dev/shm and process ids, what runs
# commands for other hosts (remote.py) and a slurmd, on a bridge that leads nowhere else; slurmctld and munged are on a further one, `ctl`. Needs root.
#   hosts.sh start N CPUS      hosts n1 … nN; state in $HOSTS, a folder
#   hosts.sh exec HOST CMD…    runs CMD there (ctl shares this machine's process ids)
#   hosts.sh off HOST          power loss: all its processes are gone at once, and so is its network
#   hosts.sh on HOST           starts it again
#   hosts.sh link HOST down    pulls its cable; `up` plugs it in
#   hosts.sh stop              ends all, removes $HOSTS
# The network's names begin with the folder's last letters, so that several can be there at once.
set -u
me=$(readlink -f "$0")
: "${HOSTS:?a folder for the state, such as /tmp/hosts}"
export HOSTS
PATH=$PATH:/usr/sbin:/sbin
prefix=h$(basename "$HOSTS" | cksum | cut -c1-5)
net=198.18.$(($(basename "$HOSTS" | cksum | cut -d' ' -f1) % 250)) # RFC 2544: for tests, routed nowhere

fail() {
  echo "hosts.sh: $*" >&2
  exit 1
}

host_init() { # process 1 of a host
  hostname "$1"
  mount --make-rprivate /
  mount -t proc proc /proc
  mount --bind "$HOSTS/etc/hosts" /etc/hosts
  mount -t tmpfs -o size=2g memory /dev/shm
  rm -rf "$HOSTS/spool/$1" "$HOSTS/tmp/$1" # as after a start: PMIx refuses folders of the jobs before
  mkdir -p "$HOSTS/spool/$1" "$HOSTS/tmp/$1"
  chmod 1777 "$HOSTS/tmp/$1"
  ip link set lo up
  "${me%/*}/remote.py" serve >"$HOSTS/log/remote.$1" 2>&1 &
  SLURM_CONF=$HOSTS/etc/slurm.conf slurmd -D -N "$1" >/dev/null 2>&1 &
  while :; do
    sleep 3600 &
    wait $!
  done
}

cable() { # its two ends
  ip -n "$prefix-ctl" link add "v$1" type veth peer name eth0 netns "$prefix-$1"
  ip -n "$prefix-ctl" link set "v$1" master br0 up
  ip -n "$prefix-$1" addr add "$net.${1#n}/24" dev eth0
  ip -n "$prefix-$1" link set eth0 up
}

boot() {
  ip netns exec "$prefix-$1" unshare --uts --mount --pid --fork --kill-child -- "$me" init "$1" </dev/null >"$HOSTS/log/init.$1" 2>&1 &
  local outer=$! inner=
  for _ in {1..1000}; do
    inner=$(cat "/proc/$outer/task/$outer/children" 2>/dev/null)
    [[ -z $inner ]] || break
    sleep 0.02
  done
  echo "${inner%% *}" >"$HOSTS/run/$1"
}

pid_of() {
  [[ -s $HOSTS/run/$1 ]] || fail "$1 is off"
  cat "$HOSTS/run/$1"
}

configure() { # N CPUS
  local each
  {
    echo "127.0.0.1 localhost"
    echo "$net.254 ctl"
    for ((each = 1; each <= $1; ++each)); do echo "$net.$each n$each"; done
  } >"$HOSTS/etc/hosts"
  printf '%s\n' CgroupPlugin=cgroup/v1 CgroupAutomount=no >"$HOSTS/etc/cgroup.conf"
  cat >"$HOSTS/etc/slurm.conf" <<END
ClusterName=hosts
SlurmctldHost=ctl($net.254)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$HOSTS/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$HOSTS/state
SlurmdSpoolDir=$HOSTS/spool/%n
TmpFS=$HOSTS/tmp/%n
SlurmctldPidFile=$HOSTS/run/slurmctld.pid
SlurmdPidFile=$HOSTS/run/slurmd.%n.pid
SlurmctldLogFile=$HOSTS/log/slurmctld
SlurmdLogFile=$HOSTS/log/slurmd.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
MpiDefault=pmix
ReturnToService=2
SlurmdTimeout=10
KillWait=5
JobRequeue=1
SwitchType=switch/none
AccountingStorageType=accounting_storage/none
MailProg=/bin/true
NodeName=n[1-$1] CPUs=$2 Boards=1 SocketsPerBoard=1 CoresPerSocket=$2 ThreadsPerCore=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=60 DefaultTime=10 State=UP
END
}

start() { # N CPUS
  local each
  stop
  mkdir -p "$HOSTS"/{run,etc,log,tmp,spool,state,munge}
  chmod 755 "$HOSTS"
  configure "$@"
  ip netns add "$prefix-ctl" || fail "no network namespaces here"
  ip -n "$prefix-ctl" link set lo up
  ip -n "$prefix-ctl" link add br0 type bridge || fail "no bridge here"
  ip -n "$prefix-ctl" addr add "$net.254/24" dev br0
  ip -n "$prefix-ctl" link set br0 up
  (umask 077 && head -c 1024 /dev/urandom >"$HOSTS/munge/key")
  munged --key-file="$HOSTS/munge/key" --socket="$HOSTS/munge/socket" --pid-file="$HOSTS/run/munged.pid" \
    --log-file="$HOSTS/log/munged" --seed-file="$HOSTS/munge/seed" || fail "munged does not start"
  in_ctl slurmctld -c
  for ((each = 1; each <= $1; ++each)); do
    ip netns add "$prefix-n$each"
    cable "n$each"
    boot "n$each"
  done
  for _ in {1..1000}; do
    [[ $(in_ctl sinfo -h -N -o %t 2>/dev/null | grep -c '^idle') != "$1" ]] || return 0
    sleep 0.1
  done
  fail "hosts are not idle after 100 s: $(in_ctl sinfo -N -l)"
}

stop() {
  local each
  for each in slurmctld munged; do
    [[ ! -s $HOSTS/run/$each.pid ]] || kill "$(<"$HOSTS/run/$each.pid")" 2>/dev/null
  done
  for each in "$HOSTS"/run/n*; do
    [[ ! -s $each || $each == *.pid ]] || kill -KILL "$(<"$each")" 2>/dev/null
  done
  for each in $(ip netns list 2>/dev/null | awk -v prefix="^$prefix-" '$1 ~ prefix { print $1 }'); do
    ip netns del "$each"
  done
  rm -rf "$HOSTS"
}

in_ctl() {
  # shellcheck disable=SC2016 # for the shell inside
  SLURM_CONF=$HOSTS/etc/slurm.conf ip netns exec "$prefix-ctl" unshare --uts --mount -- sh -c \
    'hostname ctl; mount --make-rprivate /; mount --bind "$HOSTS/etc/hosts" /etc/hosts; exec "$@"' sh "$@"
}

case ${1-} in
init) host_init "$2" ;;
start) start "$2" "$3" ;;
stop) stop ;;
exec)
  host=$2
  shift 2
  if [[ $host == ctl ]]; then
    in_ctl "$@"
  else
    pid=$(pid_of "$host") || exit 1
    SLURM_CONF=$HOSTS/etc/slurm.conf OMPI_MCA_plm_rsh_agent=${me%/*}/remote.py exec nsenter -t "$pid" -n -u -m -p -- env --chdir="$PWD" "$@"
  fi
  ;;
off)
  kill -KILL "$(pid_of "$2")"
  rm -f "$HOSTS/run/$2"
  ip -n "$prefix-ctl" link set "v$2" down
  ;;
on)
  ip -n "$prefix-ctl" link set "v$2" up
  boot "$2"
  ;;
link) ip -n "$prefix-ctl" link set "v$2" "$3" ;;
*) fail "use: hosts.sh start N CPUS | stop | exec HOST CMD… | off HOST | on HOST | link HOST up|down" ;;
esac
