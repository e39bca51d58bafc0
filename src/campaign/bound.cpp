#include "campaign/bound.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sweep {
namespace {

/// How many tasks can be under way at once.
double slots(const Case& of) {
  const double all = static_cast<double>(of.record.ranks * of.model->in_flight_of(of.model_values));
  return std::min(all, static_cast<double>(std::max<std::int64_t>(of.record.tasks, 1)));
}

/// The nodes of a case.
double nodes_of(const CaseRecord& record, const Launch& launch) {
  std::set<std::string> hosts;
  for (std::size_t rank = 0; rank < launch.facts.size() && std::cmp_less(rank, record.ranks); ++rank) {
    hosts.insert(launch.facts[rank].hostname);
  }
  return static_cast<double>(std::max<std::size_t>(hosts.size(), 1));
}

/// The time in which waits that overlap only so many at a time, by the service of each node, are through.
Seconds in_turns(const Cost& cost, double tasks, double nodes) {
  return cost.waits_at_once > 0 ? std::ceil(tasks / (cost.waits_at_once * nodes)) * cost.wait : 0;
}

/// What all its tasks wait at least. Where that is known of all tasks of the problem only, it is not of fewer.
Seconds waits_of(const Case& of, const Problem& problem) {
  const Cost& cost = problem.cost;
  if (!cost.total_wait) {
    return static_cast<double>(of.record.tasks) * cost.wait;
  }
  return std::cmp_equal(of.record.tasks, problem.tasks) ? cost.total_wait() : 0;
}

/// Processor time that was within the time of the repetition.
Seconds timed(const Case& of, const LeastUse& least) {
  constexpr Seconds reading = 10e-6; // of clocks, by a worker in a stage, outside what is timed: some calls of 1 µs
  const auto readings = static_cast<double>(of.record.ranks * of.record.threads * least.stages);
  return std::max(0.0, least.processor - readings * reading);
}

/// The processor time of its tasks that no wait can hide. An event loop looks after devices and other ranks while all
/// its tasks wait.
Seconds work_of(const Case& of, Seconds processor) {
  constexpr Seconds overlap = 20e-6; // of a task's system calls with the wait that they begin: 1 µs each, a few a wait
  return of.model->in_flight ? 0 : std::max(0.0, processor - static_cast<double>(of.record.tasks) * overlap);
}

/// Where tasks differ in processor time, as long as some worker computes at least: the one whose chunks take longest
/// under a fixed schedule, else the one that has the longest task. Of many tasks nothing, since every case asks for
/// all.
Seconds longest_computing(const Case& of, const Cost& cost) {
  constexpr std::int64_t most = 10'000;
  if (!cost.processor_of || of.record.tasks > most) {
    return 0;
  }
  const auto chunk = static_cast<std::uint64_t>(std::max<std::int64_t>(of.record.chunk, 1));
  const auto workers = static_cast<std::uint64_t>(std::max<std::int64_t>(of.record.ranks * of.record.threads, 1));
  std::vector<Seconds> shares(workers);
  Seconds longest = 0;
  for (std::uint64_t task = 0; std::cmp_less(task, of.record.tasks); ++task) {
    const Seconds each = cost.processor_of(task);
    shares[task / chunk % workers] += each;
    longest = std::max(longest, each);
  }
  return of.schedule->fixed ? *std::ranges::max_element(shares) : longest;
}

/// How many workers compute at once, of so many a rank.
using Simultaneous = std::function<double(std::int64_t ranks, std::int64_t workers_per_rank)>;

Seconds nominal_time(const Case& planned, const Cost& cost, double nodes, const Simultaneous& simultaneous) {
  constexpr Seconds overhead = 50e-9; // a task through the contract
  const CaseRecord& record = planned.record;
  const auto tasks = static_cast<double>(record.tasks);
  const Seconds each = cost.processor + overhead;
  const Seconds native = cost.processor * cost.native_fraction;
  const std::int64_t interpreted = planned.model->processors_of(planned.model_values);
  const Seconds by_processors = std::max(tasks * each / simultaneous(record.ranks, record.threads),
                                         tasks * (each - native) / simultaneous(record.ranks, interpreted));
  return std::max({std::ceil(tasks / slots(planned)) * (cost.wait + each), cost.wait + by_processors,
                   in_turns(cost, tasks, nodes), longest_computing(planned, cost)});
}

Seconds nominal_time(const Plan& plan, const Case& planned, const Launch& launch) {
  const auto simultaneous = [&](std::int64_t ranks, std::int64_t workers) {
    return launch.simultaneous_workers(ranks, workers);
  };
  return nominal_time(planned, plan.problems[planned.problem].cost, nodes_of(planned.record, launch), simultaneous);
}

} // namespace

Seconds bound(const Plan& plan, const Case& bounded, const Launch& launch, const LeastUse& least) {
  const Problem& problem = plan.problems[bounded.problem];
  const CaseRecord& record = bounded.record;
  const auto tasks = static_cast<double>(record.tasks);
  const Seconds processor = timed(bounded, least);
  const Seconds each = problem.cost.total_wait ? 0 : problem.cost.wait;
  return std::max({(waits_of(bounded, problem) + work_of(bounded, processor)) / slots(bounded),
                   std::ceil(tasks / slots(bounded)) * each,
                   processor / launch.simultaneous_workers(record.ranks, record.threads),
                   in_turns(problem.cost, tasks, nodes_of(record, launch)), least.locked});
}

std::vector<Seconds> nominal_times(const Plan& plan, const Launch& launch) {
  std::vector<Seconds> times;
  for (const Case& each : plan.cases) {
    const std::int64_t cores = each.record.cores; // of few cases: a launch of thousands of ranks is large to copy
    times.push_back(cores == 0 ? nominal_time(plan, each, launch) : nominal_time(plan, each, launch.within(cores)));
  }
  return times;
}

std::vector<Seconds> ideal_times(const Plan& plan) {
  std::vector<Cost> costs;
  for (const Problem& problem : plan.problems) {
    WorkloadContext context = problem.context(plan.campaign.seed, InstructionSet::portable);
    context.memory_bytes = std::int64_t{1} << 30; // whatever this machine has
    costs.push_back(problem.workload->cost ? problem.workload->cost(context) : Cost{});
  }
  const auto all_at_once = [](std::int64_t ranks, std::int64_t workers) {
    return static_cast<double>(ranks * workers);
  };
  std::vector<Seconds> times;
  for (const Case& each : plan.cases) {
    times.push_back(nominal_time(each, costs[each.problem], 1, all_at_once));
  }
  return times;
}

} // namespace sweep
