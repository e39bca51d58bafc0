#include "campaign/placement.hpp"

#include <algorithm>

#include "core/affinity.hpp"

namespace sweep {

Placement::Placement(const Launch& launch, const Team& team, int world_rank, std::int64_t workers,
                     std::int64_t cores_a_node) {
  const RankFacts& here = launch.facts[static_cast<std::size_t>(world_rank)];
  if (!launch.unbound(here.hostname)) {
    return;
  }
  Node node = launch.node(here.hostname);
  if (const auto ours = launch.claimed.find(here.hostname); ours != launch.claimed.end()) {
    node.cores = usable_cores(node.cores, ours->second);
  }
  if (cores_a_node > 0) {
    node.cores.resize(std::min(node.cores.size(), static_cast<std::size_t>(cores_a_node)));
  }
  const auto shares = node.shares(launch.ranks_on(here.hostname, team.ranks().size()), workers);
  if (!shares.empty()) {
    before_ = allowed_hardware_threads();
    restrict_to(shares[static_cast<std::size_t>(launch.ranks_on(here.hostname, world_rank))]);
  } else if (cores_a_node > 0) {
    before_ = allowed_hardware_threads();
    restrict_to(node.in_order());
  }
}

Placement::~Placement() {
  if (!before_.empty()) {
    restrict_to(before_);
  }
}

} // namespace sweep
