#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sweep {

/// What this node is made of.
struct Machine {
  std::string processor; ///< The model's name; "unknown" where the system does not tell.
  std::int64_t cores = 0;
  std::int64_t hardware_threads = 0; ///< More than `cores` where a core runs several threads.
  std::int64_t memory_bytes = 0;
  std::int64_t cores_available = 0; ///< Cores with a hardware thread among those asked for.
};

/// Looks at the whole node, whatever part of it this process may use. `available` lists hardware threads, "0-3,8".
/// Takes up to 0.1 s on a large node. Throws SystemError.
Machine machine(std::string_view available);

/// "0-3,8" from numbers in any order, each once or more.
std::string to_list(const std::vector<int>& numbers);

/// The numbers of any of `lists` ("0-3,8"), as a list.
std::string merged(const std::vector<std::string>& lists);

/// How many numbers `list` names.
std::int64_t count_of(const std::string& list);

std::string hostname();

/// Operating system, its release and the architecture: "Linux 6.1.0-18-amd64 x86_64".
std::string kernel();

/// How the system sets the processor's frequency ("performance", "powersave"); "unknown" where it does not tell.
std::string frequency_governor();

/// The environment variables that steer a run (SLURM_, OMP_, GOMP_, OMPI_MCA_, SWEEP_), "name=value" a line, sorted.
/// Left out: those whose names speak of secrets (SLURM_JWT and the like), and mpirun's own bookkeeping.
std::string relevant_environment();

} // namespace sweep
