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

# OMP_PROC_BIND and OMP_PLACES stay as you have set them, too: sweep itself looks where its ranks and threads are.
