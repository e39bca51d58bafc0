#include "campaign/placement.hpp"

#include <algorithm>

#include "core/process.hpp"

namespace sweep {
namespace {

/// Whether all ranks of the launch on this rank's host may use the same cores: the launcher has bound none of them.
bool unbound(const Launch& launch, const RankFacts& here) {
  return std::ranges::all_of(launch.facts, [&](const RankFacts& rank) {
    return rank.hostname != here.hostname || rank.affinity == here.affinity;
  });
}

/// How many ranks of the case before this one share its host.
std::int64_t index_on_host(const Launch& launch, std::int64_t ranks, const std::string& hostname) {
  return std::count_if(launch.facts.begin(), launch.facts.begin() + ranks,
                       [&](const RankFacts& rank) { return rank.hostname == hostname; });
}

} // namespace

Placement::Placement(const Launch& launch, const Team& team, int world_rank, std::int64_t workers) {
  const RankFacts& here = launch.facts[static_cast<std::size_t>(world_rank)];
  const std::vector<int> cores = allowed_cores();
  const std::int64_t on_host = index_on_host(launch, team.ranks().size(), here.hostname);
  if (!unbound(launch, here) || on_host * workers > static_cast<std::int64_t>(cores.size())) {
    return;
  }
  const auto first = cores.begin() + index_on_host(launch, world_rank, here.hostname) * workers;
  restrict_to_cores({first, first + workers});
  before_ = cores;
}

Placement::~Placement() {
  if (!before_.empty()) {
    restrict_to_cores(before_);
  }
}

} // namespace sweep
