#include "campaign/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/machine.hpp"
#include "results/operations.hpp"

namespace sweep {

std::vector<std::string> placement_warnings(const CaseRecord& record, const Launch& launch, bool uses_devices) {
  std::vector<std::string> warnings;
  const bool waits = uses_devices || record.wait_s > 0; // then many threads to a core are as it should be
  const double share = launch.workers_per_core(record.ranks, waits ? 1 : record.threads);
  if (share > 1) {
    warnings.push_back(fmt::format("oversubscribed: {:.3g} workers for each core, which take turns; use fewer ranks or "
                                   "threads to time the work alone",
                                   share));
  }
  const auto bound = std::find_if(launch.facts.begin(), launch.facts.begin() + record.ranks,
                                  [](const RankFacts& rank) { return count_of(rank.affinity) == 1; });
  if (record.threads > 1 && !waits && bound != launch.facts.begin() + record.ranks) {
    warnings.push_back(fmt::format("bound: rank {} may use one core only, which its {} threads share; launch with "
                                   "mpirun --bind-to none, or with as many cores a rank as threads",
                                   bound - launch.facts.begin(), record.threads));
  }
  return warnings;
}

std::vector<std::string> timing_warnings(const Stopping& stopping, Seconds clock_resolution, double stolen) {
  constexpr double shortest_in_resolutions = 100;
  constexpr double noticeable_steal = 0.01;
  std::vector<std::string> warnings;
  const double median = summarise(stopping.times()).median;
  if (median < shortest_in_resolutions * clock_resolution) {
    warnings.push_back(fmt::format("too short: {:.2g} s is less than 100 steps of the clock ({:.2g} s each); give it "
                                   "more tasks",
                                   median, clock_resolution));
  }
  if (!interval_exists(stopping.times().size())) {
    warnings.push_back(
        fmt::format("too few: {} repetitions give no 95 % interval; allow at least 6", stopping.times().size()));
  } else if (!stopping.precise()) {
    warnings.push_back(fmt::format("not settled: the median is known to ±{:.2g} % after {} repetitions; quiet the "
                                   "machine or allow more",
                                   100 * stopping.half_width(), stopping.times().size()));
  }
  if (stolen > noticeable_steal) {
    warnings.push_back(fmt::format("steal: the hypervisor took {:.2g} % of the node's time; repeat when the host is "
                                   "quiet",
                                   100 * stolen));
  }
  return warnings;
}

std::vector<std::string> cache_warnings(const Result& result, std::int64_t index) {
  constexpr double mostly = 0.5;
  std::vector<std::string> warnings;
  const auto operations = result.operations.find(index);
  if (operations == result.operations.end()) {
    return warnings;
  }
  for (std::size_t i = 0; i < operations->second.size(); ++i) {
    const OperationRecord& operation = operations->second[i];
    if (operation.cache.empty() || operation.cache.starts_with("bypassed")) {
      continue;
    }
    const OperationSummary summary = summarise_operation(result, index, static_cast<std::int64_t>(i));
    if (summary.bytes > 0 && summary.device_share < mostly) {
      warnings.push_back(fmt::format("cached: of what {} took at {:.3g} GB/s only {:.0f} % came from a device of this "
                                     "node, the rest from memory (or over a network, where the kernel does not count "
                                     "it); set direct = true or drop_caches = true, or use more data than the nodes "
                                     "have memory",
                                     operation.name, summary.bandwidth.median / 1e9, 100 * summary.device_share));
    }
  }
  return warnings;
}

} // namespace sweep
