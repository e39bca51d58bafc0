#pragma once

#include <string>
#include <vector>

#include "core/instruction_set.hpp"
#include "core/node.hpp"
#include "results/record.hpp"

namespace sweep {

/// What every rank tells about itself.
struct RankFacts {
  std::string hostname;
  std::string affinity;          ///< The hardware threads it may run on: "0-1,8".
  double cpu_quota = 0;          ///< Processors' worth of time granted by its control groups; infinity without a limit.
  std::string cores = {};        ///< All of its node, as to_text() writes them; empty: each hardware thread is one.
  bool affinity_known = true;    ///< False: the system refused to tell, and all hardware threads are assumed.
  bool openmp_binds = false;     ///< OMP_PROC_BIND or the like had its main thread bound before the program began.
  std::int64_t memory_bytes = 0; ///< Of its node, or what its control groups grant; 0: not known.
};

/// The calling rank's facts but for `cores`. Main thread.
RankFacts local_facts();

/// How this program was built: version, git_revision, compiler, flags, build_type, libraries, instruction_sets (those
/// this processor supports). `openmp_date` is the value of _OPENMP where OpenMP is used, 0 for none.
Provenance build_provenance(int openmp_date = 0);

/// The attributes of /provenance: those of build_provenance(), of the launch (instruction_set, mpi_library, hosts,
/// nodes, ranks, affinity, environment) and of the calling rank's node (processor, cores: as many
/// as the job may use and is granted, cores_of_node, hardware_threads, memory_bytes, ...). Call it on rank 0 at the
/// start: it notes the load.
/// @param ranks        the facts of all ranks, in their order; not empty
/// @param node         what they may use of the calling rank's node
/// @param used         the instruction set chosen for this run
/// @param mpi_library  what MPI says of itself
Provenance provenance(const std::vector<RankFacts>& ranks, const Node& node, InstructionSet used,
                      std::string mpi_library, int openmp_date = 0);

/// The row of /launches that says the same of a launch, as its first.
LaunchRecord launch_of(const Provenance& provenance);

} // namespace sweep
