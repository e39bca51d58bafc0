#pragma once

#include <vector>

#include "comm/communicator.hpp"
#include "results/provenance.hpp"

namespace sweep {

/// What mpirun or srun gave us. The same on every rank.
struct Launch {
  int ranks = 1;
  int cores = 1;                ///< That the ranks of a node may use together; of the node with the fewest.
  std::vector<RankFacts> facts; ///< By rank.
  std::int64_t processors = 1;  ///< Of rank 0's node, whatever the ranks may use of it.
  std::int64_t memory_bytes = std::int64_t{1} << 30; ///< Of the node with the least.

  /// Whether every rank may use one core only, though the node has more: what mpirun does to one or two ranks.
  bool bound_to_single_cores() const;

  /// The share of a node's memory that each of the first `case_ranks` ranks has.
  std::int64_t memory_a_rank(std::int64_t case_ranks) const;

  /// The most workers on a node for each core of it, in a case on the first `case_ranks` ranks with so many workers
  /// each: above 1 the node is oversubscribed.
  double workers_per_core(std::int64_t case_ranks, std::int64_t workers_per_rank) const;
};

/// Collective: asks every rank where it is.
Launch survey(const Communicator& world);

} // namespace sweep
