#include "campaign/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/operations.hpp"

namespace sweep {
namespace {

/// Of fewer repetitions there is no interval: a case is never content with them, though it may have no more.
std::string rule_without_effect(const Repetitions& rule) {
  const auto [min, max, interval] = rule;
  std::int64_t first = min;
  while (!interval_exists(static_cast<std::size_t>(first))) {
    ++first;
  }
  if (first > min && min < max) {
    return "repetitions: min = " + std::to_string(min) +
           " is never where a case ends, since there is an interval from " + std::to_string(first) + " on; " +
           (max < first ? "every case gets max = " + std::to_string(max)
                        : "a case gets at least " + std::to_string(first) + "; write min = " + std::to_string(first));
  }
  return {};
}

} // namespace

std::vector<std::string> plan_warnings(const Campaign& campaign, const Launch& launch) {
  std::vector<std::string> warnings;
  if (launch.bound_to_single_cores()) {
    warnings.emplace_back(
        launch.facts.front().openmp_binds
            ? "OpenMP has bound every rank to one core, as OMP_PROC_BIND, OMP_PLACES or GOMP_CPU_AFFINITY ask, which "
              "all its threads will share, and all ranks of a node may be on the same one; unset them: sweep gives "
              "ranks and threads cores of their own"
            : "every rank is bound to one core, which all its threads will share; source jobs/environment.sh before "
              "mpirun, or launch with mpirun --bind-to none");
  }
  if (!std::ranges::all_of(launch.facts, &RankFacts::affinity_known)) {
    warnings.emplace_back("the system does not tell which processors this program may use (sched_getaffinity "
                          "was refused): all are assumed, and figures that count cores may be wrong");
  }
  if (const std::string rule = rule_without_effect(campaign.repetitions); !rule.empty()) {
    warnings.push_back(rule);
  }
  return warnings;
}

std::vector<std::string> placement_warnings(const CaseRecord& record, const Launch& launch, bool uses_devices) {
  std::vector<std::string> warnings;
  if (record.cores > 0) { // what shares them was meant to
    return warnings;
  }
  const bool waits = uses_devices || record.wait_s > 0; // then many threads to a core are as it should be
  const std::int64_t workers = waits ? 1 : record.threads;
  const double share = launch.workers_per_core(record.ranks, workers);
  if (launch.workers_per_hardware_thread(record.ranks, workers) > 1) {
    warnings.push_back(fmt::format("oversubscribed: {:.3g} workers for each core, which take turns; use fewer ranks or "
                                   "threads to time the work alone",
                                   share));
  } else if (share > 1) {
    warnings.push_back(fmt::format("siblings: {:.3g} workers for each core, on hardware threads that share what it "
                                   "computes with; use fewer ranks or threads to give each a core of its own",
                                   share));
  }
  if (record.threads == 1 || waits) {
    return warnings;
  }
  const auto last = launch.facts.begin() + record.ranks;
  const auto bound =
      std::find_if(launch.facts.begin(), last, [&](const RankFacts& rank) { return launch.cores_of(rank) == 1; });
  if (bound != last) {
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
    warnings.push_back(fmt::format("too few: {} repetitions give no interval of the median; allow at least 6",
                                   stopping.times().size()));
  } else if (!stopping.settled()) {
    warnings.push_back(fmt::format("not settled: the median is known to ±{:.2g} % after {} repetitions; quiet the "
                                   "machine or allow more",
                                   100 * stopping.half_width(), stopping.times().size()));
  }
  if (stopping.correlated()) {
    warnings.emplace_back("correlated: repetitions that follow one another are alike, so that the median is known less "
                          "well than its interval in this launch says; measure it in six launches or more");
  }
  if (stolen > noticeable_steal) {
    warnings.push_back(fmt::format("steal: the hypervisor took {:.2g} % of the node's time; repeat when the host is "
                                   "quiet",
                                   100 * stolen));
  }
  return warnings;
}

std::map<std::int64_t, std::string> calibration_warnings(const std::vector<LoopTimes>& loops, const Launch& launch) {
  constexpr double noticeable = 0.05;
  std::map<std::int64_t, std::string> warnings;
  for (std::size_t rank = 0; rank < loops.size(); ++rank) {
    const double difference = loops[rank].step / loops.front().step - 1;
    if (std::abs(difference) > noticeable) {
      warnings[static_cast<std::int64_t>(rank)] = fmt::format(
          "calibration: rank {} on {} takes {:.0f} % {} for the same steps than rank 0, by which the work "
          "of all was measured out; bind ranks to cores of one kind, and repeat when the machine is quiet",
          rank, launch.facts[rank].hostname, 100 * std::abs(difference), difference > 0 ? "longer" : "less long");
    }
  }
  return warnings;
}

std::vector<std::string> device_warnings(const std::vector<OperationRecord>& operations,
                                         const std::vector<PhaseSample>& phases) {
  constexpr double mostly = 0.5;
  std::vector<std::string> warnings;
  for (const auto& [key, summary] : summarise_operations(phases)) {
    const OperationRecord& operation = operations[static_cast<std::size_t>(key.second)];
    if (operation.device && summary.bytes > 0 && summary.device_share < mostly) {
      warnings.push_back(fmt::format("{}: of what {} moved at {:.3g} GB/s only {:.0f} % was moved by a device of this "
                                     "node, the rest by memory (or over a network, where the kernel does not count "
                                     "it); {}",
                                     operation.device->otherwise, operation.name, summary.bandwidth.median / 1e9,
                                     100 * summary.device_share, operation.device->remedy));
    }
  }
  return warnings;
}

} // namespace sweep
