#!/bin/bash
# slurmbox.sh NODES CPUS COMMAND…: runs COMMAND with a real SLURM of its own around it: munged, slurmctld and NODES slurmd
# of CPUS declared CPUs each, without systemd, with their key, ports, state and logs in a folder of their own under /tmp.
# Needs root. When COMMAND ends so do the daemons, and the folder goes.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
nodes=$1 cpus=$2
shift 2
box=$(mktemp -d /tmp/slurmbox.XXXXXX) # not in TMPDIR: munged wants every folder above its socket open to all
host=$(hostname -s)
export SLURM_CONF=$box/slurm.conf
mkdir -p "$box"/{munge,state,run}
chmod 755 "$box"

end() { # by its process id; a zombie has ended
  kill "$1" 2>/dev/null || return 0
  for _ in {1..100}; do
    case $(ps -o stat= -p "$1") in '' | Z*) return ;; esac
    sleep 0.05
  done
  kill -KILL "$1" || true
}
finish() {
  local daemon processes=()
  for daemon in "$box"/run/{slurmctld,n*,munged}.pid; do
    [[ ! -s $daemon ]] || processes+=("$(<"$daemon")") # read all first: a daemon that ends takes its file away
  done
  for daemon in "${processes[@]}"; do end "$daemon"; done
  rm -rf "$box"
}
trap finish EXIT

(umask 077 && head -c 1024 /dev/urandom >"$box"/munge/key)
munged --key-file="$box"/munge/key --socket="$box"/munge/socket --pid-file="$box"/run/munged.pid \
  --log-file="$box"/munge/log --seed-file="$box"/munge/seed --num-threads=2

# Ports of its own, ten of them, so that several boxes and a system's SLURM do not meet; below the kernel's ephemeral ports.
port=$((20000 + RANDOM % 1000 * 10))
{
  cat <<CONF
ClusterName=box
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$box/munge/socket,cred_expire=5
StateSaveLocation=$box/state
SlurmdSpoolDir=$box/spool-%n
TmpFS=$box/tmp-%n
SlurmctldPidFile=$box/run/slurmctld.pid
SlurmdPidFile=$box/run/%n.pid
SlurmctldLogFile=$box/slurmctld.log
SlurmdLogFile=$box/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
MpiDefault=pmix
SwitchType=switch/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
SlurmdParameters=config_overrides
CONF
  for ((i = 1; i <= nodes; i++)); do
    echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=$cpus CoresPerSocket=$cpus"
  done
  echo "PartitionName=debug Nodes=ALL Default=YES MaxTime=60 DefaultTime=10"
} >"$SLURM_CONF"
printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' >"$box"/cgroup.conf

slurmctld -f "$SLURM_CONF" -c
for ((i = 1; i <= nodes; i++)); do
  mkdir -p "$box/spool-n$i" "$box/tmp-n$i"
  slurmd -f "$SLURM_CONF" -N "n$i"
done
for _ in {1..1000}; do
  (($(sinfo -h -N -o %t 2>/dev/null | grep -c '^idle$') == nodes)) && break
  sleep 0.1
done
(($(sinfo -h -N -o %t | grep -c '^idle$') == nodes)) || {
  echo "slurmbox.sh: the nodes are not idle after 100 s; the daemons' last words:" >&2
  tail -n 5 "$box"/*.log >&2
  exit 1
}
"$@"
