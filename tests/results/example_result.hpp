#pragma once

#include <limits>

#include "results/record.hpp"

namespace sweep::test {

inline Sample example_sample(std::int64_t index, std::int64_t repetition, std::int64_t rank, double wall) {
  return {.case_index = index,
          .repetition = repetition,
          .order = 10 * repetition + index,
          .rank = rank,
          .wall_s = wall,
          .cpu_s = wall / 2,
          .wait_s = wall / 4,
          .lock_s = wall / 8,
          .dispatch_s = wall / 16,
          .idle_s = wall / 32,
          .tasks = index == 0 ? 1000 : 500, // of 1000, on one rank and on two
          .rss_bytes = 5'000'000'000,
          .peak_rss_bytes = 6'000'000'000,
          .rss_growth_bytes = 1'000'000'000,
          .stack_bytes = 8'388'608,
          .voluntary_switches = 3,
          .involuntary_switches = 4,
          .ready_s = wall / 64,
          .late_s = wall / 128,
          .servers_s = wall / 256,
          .strangers_s = wall / 512};
}

/// Threads 0 and 1 need locks 0 and 1, thread 2 none.
inline LockSample example_locks(std::int64_t index, std::int64_t repetition, std::int64_t rank, std::int64_t thread) {
  const auto number = 1 + repetition + rank + thread;
  return {.case_index = index,
          .repetition = repetition,
          .rank = rank,
          .use = {.thread = thread,
                  .lock = thread < 2 ? thread : -1,
                  .held_s = 0.5 * static_cast<double>(number),
                  .waiting_s = 0.25,
                  .released_s = 0.125,
                  .device_s = 1e-3 * static_cast<double>(number),
                  .requested_drops = number,
                  .voluntary_drops = 10 * number,
                  .switches = 100 * number,
                  .forced_waits = 2,
                  .timed_out_waits = 3'000'000'000 + number}};
}

/// Of case 1: times that add up over its two ranks, and memory that does not.
inline std::vector<MeasureSample> example_measures() {
  std::vector<MeasureSample> all;
  for (const std::int64_t repetition : {0, 1, 2}) {
    for (const std::int64_t rank : {0, 1}) {
      const auto number = static_cast<double>(1 + repetition + 10 * rank);
      MeasureSample each{.case_index = 1, .repetition = repetition, .rank = rank};
      each.measure = "move_s";
      each.unit = "s";
      each.value = number;
      each.over_ranks = over_ranks_sum;
      all.push_back(each);
      each.measure = "worker_bytes";
      each.unit = "B";
      each.value = 1024 * number;
      each.over_ranks = over_ranks_most;
      all.push_back(each);
    }
  }
  return all;
}

/// A campaign of three cases: a serial base, a faster one on two ranks of two threads, and one that failed untimed.
inline Result example_result() {
  Result result;
  result.created = "2026-01-02T03:04:05Z";
  result.complete = true;
  result.campaign = {.name = "größe",
                     .seed = std::numeric_limits<std::uint64_t>::max(),
                     .toml = "# Grüße\n" + std::string(100'000, '#') + "\n",
                     .command_line = "sweep run -o x.h5"};
  result.provenance = {{"version", "0.1.0"}, {"nodes", std::int64_t{2}}, {"clock_resolution_s", 2.5e-8}, {"empty", ""}};
  result.launches = {
      {.launch = 0, .began = "2026-01-02T03:04:05Z", .ended = "2026-01-02T03:05:05Z", .end = "all cases done"}};
  CaseRecord base;
  base.index = 0;
  base.experiment = "one/two";
  base.workload = "monte_carlo";
  base.model = "serial";
  base.tasks = 1000;
  base.base = 0;
  base.parameters.set("kernel", "pi");
  base.parameters.set("draws", std::int64_t{10'000});
  base.status = CaseStatus::finished;
  base.checksum = std::numeric_limits<std::uint64_t>::max();
  CaseRecord faster = base;
  faster.index = 1;
  faster.model = "threads";
  faster.ranks = 2;
  faster.threads = 2;
  faster.schedule = "dynamic";
  faster.chunk = 16;
  faster.bound_s = 2.25;
  faster.warnings = {"more ranks than cores", "too short for the clock"};
  CaseRecord failed;
  failed.index = 2;
  failed.experiment = "übung";
  failed.workload = "fan_out";
  failed.model = "gil";
  failed.wait_s = 0.1;
  failed.parameters.set("policy", "fair");
  failed.parameters.set("latency", 0.1);
  failed.parameters.set("backend", "timer");
  failed.status = CaseStatus::failed;
  failed.error = "cannot connect: Verbindung verweigert 東京";
  result.cases = {base, faster, failed};
  result.parameters = {{"backend", {.meaning = "how it waits"}},
                       {"draws", {.meaning = "random draws a setting"}},
                       {"kernel", {.meaning = "what is estimated", .chooses = true}},
                       {"latency", {.unit = "s", .meaning = "how late"}},
                       {"policy", {.meaning = "the lock", .chooses = true}}};
  for (const std::int64_t repetition : {0, 1, 2}) {
    const double wall = 4.0 + static_cast<double>(repetition);
    result.samples.push_back(example_sample(0, repetition, 0, wall));
    result.samples.push_back(example_sample(1, repetition, 0, wall / 4));
    result.samples.push_back(example_sample(1, repetition, 1, wall / 2));
  }
  for (const LockSample& each : {example_locks(1, 0, 0, 0), example_locks(1, 0, 0, 1), example_locks(1, 0, 1, 2),
                                 example_locks(1, 1, 0, 0), example_locks(1, 2, 1, 1)}) {
    result.locks.push_back(each);
  }
  result.measures = example_measures();
  result.measure_texts = {{"move_s", "s", "from here to there"}, {"worker_bytes", "B", "of a worker"}};
  result.traces[1] = {.spans = {{0, 0, LockState::waiting, 0, 1e-3},
                                {0, 0, LockState::held, 1e-3, 1.5e-3},
                                {1, 1, LockState::released, 0, 2.5},
                                {1, 1, LockState::device, 2.5, 3.0}},
                      .untraced = 17};
  LatencyRecord& latencies = result.latencies[1];
  latencies.meaning = "from here to there";
  for (const double seconds : {0.0, 3.5e-9, 1e-3, 0.1, 0.1, 9000.0}) {
    latencies.latency.add(seconds);
  }
  latencies.lag.add(2e-6, 1'000'000'000'000);
  latencies.handover.add(5e-6, 3);
  result.estimates.push_back({.experiment = "one/two",
                              .problem = 0,
                              .varying = {},
                              .table = {{{"setting", "1", std::vector<std::int64_t>{0, 1}},
                                         {"radius", "1", std::vector<double>{0.1, 1.0}},
                                         {"mean", "1", std::vector<double>{3.14, 3.15}},
                                         {"standard_error", "1", std::vector<double>{0.01, 0.02}},
                                         {"draws", "1", std::vector<std::uint64_t>{10'000, 10'000}}}}});
  result.estimates.push_back(result.estimates.front());
  result.estimates.back().problem = 1;
  result.estimates.back().varying.set("draws", std::int64_t{20});
  return result;
}

} // namespace sweep::test
