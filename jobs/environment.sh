# shellcheck shell=bash
# Sourced by the scripts of this folder, and before mpirun by hand: the environment without which results are wrong or a hundred times slower.
# A variable that is already set stays as it is.

sweep_default() {
  [[ -v $1 ]] || export "$1=$2"
}

if ((EUID == 0)); then # as in a container: Open MPI refuses root unless told twice
  sweep_default OMPI_ALLOW_RUN_AS_ROOT 1
  sweep_default OMPI_ALLOW_RUN_AS_ROOT_CONFIRM 1
fi

# More ranks than cores are allowed: the program warns of it, and stores it with the results.
sweep_default OMPI_MCA_rmaps_base_oversubscribe 1
# A rank that waits gives its core away; oversubscribed ranks otherwise starve each other (72 µs becomes 20 ms).
sweep_default OMPI_MCA_mpi_yield_when_idle 1
# A thread that waits for its OpenMP team sleeps: spinning, the default, starves ranks that share its core (2 ms becomes
# 20 ms when 2 ranks of 2 threads share 2 cores), and saves a team with cores of its own 5 µs a region.
sweep_default OMP_WAIT_POLICY passive
# No binding by Open MPI: with one or two ranks it binds each to one core, which all its threads then share.
# Under SLURM, srun binds.
sweep_default OMPI_MCA_hwloc_base_binding_policy none

# Containers forbid one process to read another's memory, so large messages are copied through shared memory.
sweep_default OMPI_MCA_btl_vader_single_copy_mechanism none

# Open MPI's other ways to share memory are asked at start whether they can, by a segment /dev/shm/open_mpi.0000 that a kill just
# then leaves behind, in no launch's folder. This one, its default, needs none.
sweep_default OMPI_MCA_shmem mmap
# Nor a semaphore /dev/shm/sem.OMPIO_FILE, which MPI-IO makes for a moment with every file that it opens, to see whether file
# pointers can be shared by it. Nobody here shares file pointers, and this one of its ways to do so makes nothing.
sweep_default OMPI_MCA_sharedfp individual

# For a launch that is on one node for certain, which needs no network: it takes 0.3 s instead of 0.5 s. Called here where
# SLURM says so, and by the scripts that launch themselves. Nobody else can know: mpirun --host, a host file, PBS or LSF may
# name several, and without a network their ranks are "unable to reach each other".
sweep_one_node() {
  sweep_default OMPI_MCA_pml ob1
  sweep_default OMPI_MCA_btl vader,self
}

if ((${SLURM_JOB_NUM_NODES:-0} == 1)); then
  sweep_one_node
else
  # One-sided communication between nodes fails over UCX without its hardware (MPI_ERR_WIN).
  sweep_default OMPI_MCA_osc ^ucx
fi

# A launch on one machine, or by mpirun, has a folder of its own for what Open MPI keeps in memory: its session folder and the
# segments that ranks share. What a killed launch leaves is then in a folder of which it can be told that nobody uses it, and
# the next start removes it. A launch lives while somebody holds the lock on its folder (the shell that sourced this, mpirun
# and whatever else it started: the kernel takes it back from the dead, whereas a process id may be another's by then), or
# while a process of this user is told of the folder (a daemon of mpirun on another host, ranks whose mpirun was killed).
sweep_own_folder() {
  local memory=/dev/shm folder name
  [[ -w $memory && -x $memory ]] || memory=${TMPDIR:-/tmp}
  [[ -z ${sweep_launch_lock-} ]] || exec {sweep_launch_lock}<&- # sourced again: a launch under way holds it, too
  sweep_remove_dead_launches "$memory"
  while :; do # until another start has not taken the new folder for a dead one before it was locked
    folder=$(mktemp -d "$memory/sweep-launch.$EUID.$HOSTNAME.XXXXXX") || return 0
    exec {sweep_launch_lock}<"$folder"
    flock --shared "$sweep_launch_lock" || break # no locks here: nobody will take it for dead
    [[ ! -d $folder ]] || break
    exec {sweep_launch_lock}<&-
  done
  for name in "${sweep_folders[@]}"; do
    sweep_default "$name" "$folder"
  done
}

# Removes the folders of this user's dead launches. Memory is never shared between hosts; of another file system only those
# that were made on this host.
sweep_remove_dead_launches() {
  local folder lock
  for folder in "$1/sweep-launch.$EUID."*; do
    [[ -d $folder && ! -L $folder && -O $folder ]] || continue
    [[ $1 == /dev/shm || ${folder##*/} == "sweep-launch.$EUID.$HOSTNAME."* ]] || continue
    { exec {lock}<"$folder"; } 2>/dev/null || continue
    if flock --exclusive --nonblock "$lock" 2>/dev/null &&
      ! grep -qsaF -f <(echo "$folder") /proc/[0-9]*/environ /proc/[0-9]*/cmdline; then
      rm -rf -- "$folder"
    fi
    exec {lock}<&-
  done
}

# Where it came from another shell it is that one's launch, or, after sbatch, a folder of another host.
sweep_folders=(OMPI_MCA_orte_tmpdir_base OMPI_MCA_btl_vader_backing_directory OMPI_MCA_osc_sm_backing_directory
  OMPI_MCA_osc_rdma_backing_directory)
for sweep_folder in "${sweep_folders[@]}"; do
  [[ ${!sweep_folder-} != */sweep-launch.* ]] || unset "$sweep_folder"
done
# mpirun and its daemons make the folder on every host. srun does not, so under SLURM there is one only for a launch from the
# node that it is all on; on several nodes Open MPI's own places stay, of which slurmd removes a step's session folders.
if [[ ! -v SLURM_JOB_ID ]] || [[ ${SLURM_JOB_NUM_NODES:-0} == 1 && -v SLURMD_NODENAME ]]; then
  sweep_own_folder
fi

# OMP_PROC_BIND and OMP_PLACES stay as you have set them, too: sweep itself looks where its ranks and threads are.
