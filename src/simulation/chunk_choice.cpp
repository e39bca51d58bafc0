#include "simulation/chunk_choice.hpp"

#include <algorithm>
#include <limits>

namespace sweep {

ChunkChoice best_chunk(SimulatedCase simulated) {
  constexpr std::uint64_t most_chunks = 4'000'000;
  constexpr double as_good = 1.005;
  const auto workers = static_cast<std::uint64_t>(simulated.workers());
  const std::uint64_t share = std::max<std::uint64_t>(1, simulated.tasks / workers);
  std::vector<ChunkChoice> tried;
  Instant fastest = never;
  for (std::uint64_t chunk = 1; chunk <= share; chunk *= 2) {
    if (simulated.tasks / chunk <= most_chunks || 2 * chunk > share) {
      simulated.chunk = chunk;
      tried.push_back({.chunk = chunk, .run = simulate(simulated)});
      fastest = std::min(fastest, tried.back().run.makespan);
    }
  }
  return *std::ranges::find_if(tried, [&](const ChunkChoice& each) {
    return static_cast<double>(each.run.makespan) <= as_good * static_cast<double>(fastest);
  });
}

double saturating_nodes(const SimulatedCase& simulated, const SimulatedRun& run) {
  const auto others = static_cast<double>(simulated.ranks_on.size() - 1);
  return run.serving > 0 ? 1 + others / run.serving : std::numeric_limits<double>::infinity();
}

} // namespace sweep
