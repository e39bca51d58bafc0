#pragma once

#include <optional>

#include "comm/communicator.hpp"
#include "comm/node_pool.hpp"
#include "comm/shared_counter.hpp"
#include "comm/shared_window.hpp"
#include "core/clock.hpp"

namespace sweep {

/// The ranks of a case: who is on which node, what a node shares, and a common start.
/// The node of rank 0 is "home": it holds the counter of tasks that nobody has taken. Every other node has a leader,
/// which fetches blocks of tasks from rank 0 into the node's pool.
class Team {
 public:
  /// Collective over `ranks`.
  /// @param ranks_per_node  pretends that so many consecutive ranks form a node; 0: the nodes that there are
  Team(Communicator ranks, int ranks_per_node);

  const Communicator& ranks() const { return ranks_; }
  const Communicator& node() const { return node_; }

  int nodes() const { return nodes_; }
  bool at_home() const { return home_; }
  bool leads_node() const { return node_.rank() == 0; }

  /// The first rank of every node, home first; null on all other ranks.
  const Communicator* leaders() const { return leaders_ ? &*leaders_ : nullptr; }

  /// Shared by the ranks of this node. The counter means something at home, the pool elsewhere.
  SharedCounter& counter() const { return shared_->counter; }
  NodePool& pool() const { return shared_->pool; }

  /// Collective: an instant `margin` ahead, plus the time the agreement takes; the same on every rank, given on this
  /// node's clock. Clocks of different nodes are compared anew each time, by the quickest of several round trips
  /// (Cristian, Distributed Computing 3 (1989) 146); within a node they are one.
  Instant agree_on_start(Instant margin) const;

 private:
  struct Shared {
    SharedCounter counter;
    NodePool pool;
  };

  Instant clock_offset() const;

  Communicator ranks_;
  Communicator node_;
  std::optional<Communicator> leaders_;
  SharedWindow window_;
  Shared* shared_;
  int nodes_;
  bool home_;
};

} // namespace sweep
