#include "simulation/simulated_run.hpp"

#include <algorithm>
#include <numeric>

#include "simulation/shared_run.hpp"

namespace sweep {
namespace {

/// Chunk k to worker k modulo the workers: nobody waits for anybody.
SimulatedRun run_fixed(const SimulatedCase& simulated) {
  const auto workers = static_cast<std::uint64_t>(simulated.workers());
  std::vector<Instant> ends(workers, simulated.costs.grab); // to find that nothing is left
  double computing = 0;
  std::uint64_t worker = 0;
  for (std::uint64_t first = 0; first < simulated.tasks;) {
    const std::uint64_t last = simulated.tasks - first < simulated.chunk ? simulated.tasks : first + simulated.chunk;
    const Instant length = simulated.lengths.of(first, last);
    ends[worker] += length + simulated.costs.grab;
    computing += static_cast<double>(length);
    worker = worker + 1 == workers ? 0 : worker + 1;
    first = last;
  }
  SimulatedRun result{.makespan = *std::ranges::max_element(ends)};
  const double all = static_cast<double>(result.makespan) * static_cast<double>(workers);
  if (all == 0) { // nothing takes time
    return result;
  }
  result.computing = computing / all;
  result.idle = 1 - std::accumulate(ends.begin(), ends.end(), 0.0) / all;
  result.waiting = 1 - result.computing - result.idle;
  return result;
}

} // namespace

std::int64_t SimulatedCase::workers() const {
  return workers_per_rank * std::accumulate(ranks_on.begin(), ranks_on.end(), std::int64_t{0});
}

SimulatedRun simulate(const SimulatedCase& simulated) {
  return simulated.sharing == Sharing::fixed ? run_fixed(simulated) : SharedRun(simulated).run();
}

} // namespace sweep
