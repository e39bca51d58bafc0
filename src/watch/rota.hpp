#pragma once

#include <cstdint>
#include <vector>

#include "watch/beat.hpp"

namespace sweep {

/// Who is where in a launch, and who watches whom. The same on every rank.
///
/// The ranks of a node watch each other. Every node sends its beats to the next three, around; so each is watched by
/// three others, however many there are, and two that are lost together are still seen. Who finds a loss tells all.
class Rota {
 public:
  /// @param labels  of the node of each rank, in order of rank; here nodes are numbered in order of their first ranks
  explicit Rota(const std::vector<std::int64_t>& labels);

  int ranks() const { return static_cast<int>(nodes_.size()); }
  int nodes() const { return static_cast<int>(firsts_.size()); }
  int node_of(int rank) const { return nodes_[static_cast<std::size_t>(rank)]; }

  /// The rank of a node that others send to: its first.
  int first_of(int node) const { return firsts_[static_cast<std::size_t>(node)]; }

  std::vector<int> ranks_of(int node) const;

  /// To whom a node sends its beats, and whose it waits for.
  std::vector<int> watchers_of(int node) const;
  std::vector<int> watched_by(int node) const;

  /// What a node makes of watched ones that are silent. Where all of them are, it is this node that is cut off; of two
  /// nodes, that only hear each other, the one without rank 0.
  Loss judge(int node, const std::vector<int>& silent, Seconds for_so_long) const;

  bool is_lost(int rank, const Loss& loss) const;

  /// Who tells a person of a loss that `on_node` knows of: the first rank that is not lost; of a node that has found
  /// that it is cut off, its own first.
  int teller(const Loss& loss, int on_node) const;

 private:
  std::vector<int> nodes_;  ///< By rank.
  std::vector<int> firsts_; ///< By node.
};

} // namespace sweep
