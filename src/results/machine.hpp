#pragma once

#include <cstdint>
#include <string>

namespace sweep {

/// What this node is made of.
struct Machine {
  std::string processor; ///< The model's name; "unknown" where the system does not tell.
  std::int64_t cores = 0;
  std::int64_t hardware_threads = 0; ///< More than `cores` where a core runs several threads.
  std::int64_t memory_bytes = 0;
};

/// Looks at the whole node, whatever part of it this process may use.
Machine machine();

std::string hostname();

/// Operating system, its release and the architecture: "Linux 6.1.0-18-amd64 x86_64".
std::string kernel();

/// How the system sets the processor's frequency ("performance", "powersave"); "unknown" where it does not tell.
std::string frequency_governor();

/// The environment variables that steer a run (SLURM_, OMP_, GOMP_, OMPI_MCA_, MPIR_CVAR_, SWEEP_), "name=value" a
/// line, sorted. Left out: those whose names speak of secrets (SLURM_JWT and the like), and mpirun's own bookkeeping.
std::string relevant_environment();

} // namespace sweep
