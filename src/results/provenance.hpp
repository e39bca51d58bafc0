#pragma once

#include <string>
#include <vector>

#include "core/instruction_set.hpp"
#include "results/record.hpp"

namespace sweep {

/// What every rank tells about itself.
struct RankFacts {
  std::string hostname;
  std::string affinity; ///< The hardware threads it may run on: "0-1,8".
  double cpu_quota = 0; ///< Processors' worth of time granted by its control groups; infinity without a limit.
};

/// The calling rank's facts. Main thread, before OpenMP binds it.
RankFacts local_facts();

/// How this program was built: version, git_revision, compiler, flags, build_type, libraries, instruction_sets (those
/// this processor supports). `openmp_date` is the value of _OPENMP where OpenMP is used, 0 for none.
Provenance build_provenance(int openmp_date = 0);

/// Whether some node has fewer processors for its ranks than ranks: hardware threads in the union of their affinities,
/// or its processor quota.
bool oversubscribed(const std::vector<RankFacts>& ranks);

/// The attributes of /provenance: those of build_provenance(), of the launch (instruction_set, mpi_library, hosts,
/// nodes, ranks, affinity, oversubscribed, environment) and of the calling rank's node (processor, cores: those the job
/// may use, cores_of_node, hardware_threads, memory_bytes, ...). Call it on rank 0 at the start: it notes the load.
/// @param ranks        the facts of all ranks, in their order; not empty
/// @param used         the instruction set chosen for this run
/// @param mpi_library  what MPI says of itself
Provenance provenance(const std::vector<RankFacts>& ranks, InstructionSet used, std::string mpi_library,
                      int openmp_date = 0);

} // namespace sweep
