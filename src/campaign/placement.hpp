#pragma once

#include "campaign/launch.hpp"
#include "comm/team.hpp"

namespace sweep {

/// Keeps the ranks of a case out of each other's way while it lives: each rank of a node gets as many cores of its own
/// as it has workers (one hardware thread of each; siblings only where there are fewer cores), and gives them back in
/// the end. Threads started meanwhile inherit them. Without it the kernel may leave two ranks that woke on one core
/// there for some milliseconds beside an idle one. See Node::shares().
///
/// Does nothing where the launcher has bound the ranks already (they know better), or where a node has fewer hardware
/// threads, or fewer that no other run of sweep has claimed, than the case has workers there. Main thread only.
class Placement {
 public:
  /// @param workers       of each rank of the team
  /// @param cores_a_node  the first so many are all that it may use, however many workers there are; 0: no such limit
  Placement(const Launch& launch, const Team& team, int world_rank, std::int64_t workers,
            std::int64_t cores_a_node = 0);
  ~Placement();
  Placement(const Placement&) = delete;
  Placement& operator=(const Placement&) = delete;

 private:
  std::vector<int> before_; ///< Empty: nothing was changed.
};

} // namespace sweep
