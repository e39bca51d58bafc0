#pragma once

#include "core/affinity.hpp"

namespace sweep {

/// What the environment tells of the launch before MPI is started, and without it.

/// This process's number among those that mpirun, srun or another launcher started together; 0 without one.
int launched_rank();

/// Whether mpirun, srun or another launcher has started this process and tells MPI of it. Asked first before MPI
/// starts.
bool launched_for_mpi();

/// Throws UsageError where this process is one of several that SLURM started without telling MPI of each other: each
/// would take itself for the whole launch, and they would overwrite each other's results. Call it before MPI starts.
void refuse_lone_copies();

/// Throws SystemError where no launcher started this process, so that Open MPI would start one of its own, and where
/// the system does not say which hardware threads may be used: that launcher would ask for ever, and MPI wait for it.
void refuse_endless_start(const Affinity& allowed);

/// As refuse_lone_copies(), once MPI has started: where the launcher speaks of several processes and MPI of `size` = 1:
/// mpirun is another MPI's than the one that the program was built with.
void refuse_foreign_launcher(int size);

} // namespace sweep
