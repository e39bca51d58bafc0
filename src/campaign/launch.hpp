#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaign/deadline.hpp"
#include "comm/communicator.hpp"
#include "core/instruction_set.hpp"
#include "core/node.hpp"
#include "results/provenance.hpp"

namespace sweep {

/// What mpirun or srun gave us. The same on every rank.
struct Launch {
  int ranks = 1;
  int cores = 1;                ///< That the ranks of a node may use together, whole ones; of the node with the fewest.
  std::vector<RankFacts> facts; ///< By rank.
  std::int64_t processors = 1;  ///< Hardware threads of rank 0's node, whatever the ranks may use of it.
  std::int64_t memory_bytes = std::int64_t{1} << 30; ///< Of the node with the least, or what its control groups grant.

  /// Of the allocation, as the batch system tells it; on rank 0.
  Deadline deadline = {};

  /// By host, where another run of sweep has been met: the hardware threads that this one has for itself.
  std::map<std::string, std::vector<int>> claimed = {};

  /// What all ranks on a host may use together.
  Node node(const std::string& hostname) const;

  /// Of the first `case_ranks` ranks, how many are on a host.
  std::int64_t ranks_on(const std::string& hostname, std::int64_t case_ranks) const;

  /// Whether it is the first rank on its host.
  bool leads_host(int rank) const;

  /// Whether all ranks on a host may use the same hardware threads: the launcher has bound none of them.
  bool unbound(const std::string& hostname) const;

  /// The same of every host.
  bool unbound() const;

  /// The same launch, had it only the first so many cores of each node; 0: all.
  Launch within(std::int64_t cores_a_node) const;

  /// How many cores a rank may use.
  std::int64_t cores_of(const RankFacts& rank) const;

  /// Whether every rank may use one core only, though the node has more: what mpirun does to one or two ranks.
  bool bound_to_single_cores() const;

  /// What part of the time of rank 0's node so many processor seconds are, in `elapsed` seconds:
  /// at most all of it, though ticks may say more of a short time.
  double share_of_node(double processor_seconds, double elapsed) const;

  /// The share of a node's memory that each of the first `case_ranks` ranks has.
  std::int64_t memory_a_rank(std::int64_t case_ranks) const;

  /// The most workers on a node for each core that it grants, in a case on the first `case_ranks` ranks with so many
  /// workers each: above 1 they share cores, or take turns.
  double workers_per_core(std::int64_t case_ranks, std::int64_t workers_per_rank) const;

  /// The same for each hardware thread: above 1 they take turns.
  double workers_per_hardware_thread(std::int64_t case_ranks, std::int64_t workers_per_rank) const;

  /// How many hardware threads the workers of such a case can use at once, of all nodes.
  double simultaneous_workers(std::int64_t case_ranks, std::int64_t workers_per_rank) const;
};

/// Collective: asks every rank where it is.
Launch survey(const Communicator& world);

/// A launch of so many ranks on so many nodes like this one, filled one after the other, without launching anything.
Launch simulated_launch(int ranks, int nodes);

/// Collective: the best instruction set that every rank's processor has.
InstructionSet common_instruction_set(const Communicator& world);

} // namespace sweep
