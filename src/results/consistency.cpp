#include "results/consistency.hpp"

#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

namespace sweep {
namespace {

constexpr std::int64_t most = std::int64_t{1} << 53; // of anything that is counted; sums of it do not overflow

/// Words are put together only for what is wrong: there may be millions of rows.
void expect(bool condition, std::string_view what, std::string_view of_what = "") {
  if (!condition) {
    throw std::out_of_range(std::string(what).append(of_what));
  }
}

void expect_count(std::int64_t count, const char* what) {
  if (count < 0 || count > most) {
    throw std::out_of_range(std::to_string(count) + " " + what);
  }
}

void expect_time(Seconds time, const char* what) {
  expect(std::isfinite(time) && time >= 0, "a time that is none, ", what);
}

const CaseRecord& expect_case(const Result& result, std::int64_t index, const char* what) {
  if (index < 0 || static_cast<std::size_t>(index) >= result.cases.size()) {
    throw std::out_of_range("no case " + std::to_string(index) + ", which has " + what);
  }
  return result.cases[static_cast<std::size_t>(index)];
}

/// Of a parameter: a duration is a real number, a size a whole one.
void check_unit(const std::string& name, const Value& value, const Result& result) {
  const auto known = result.parameters.find(name);
  const bool duration = known != result.parameters.end() && known->second.unit == "s";
  const bool size = known != result.parameters.end() && known->second.unit == "B";
  const bool is_word = std::holds_alternative<std::string>(value);
  expect(!duration || std::holds_alternative<double>(value), "a duration that is no number, ", name);
  expect(!size || is_word || std::holds_alternative<std::int64_t>(value), "a size that is no whole number, ", name);
}

void check_cases(const Result& result) {
  constexpr std::int64_t most_workers = std::int64_t{1} << 31;
  for (const CaseRecord& record : result.cases) {
    expect(record.ranks > 0 && record.ranks < most_workers, std::to_string(record.ranks) + " ranks of a case");
    expect(record.threads > 0 && record.threads < most_workers, std::to_string(record.threads) + " threads of a rank");
    expect_count(record.tasks, "tasks of a case");
    if (record.base != CaseRecord{}.base) { // a case may have none
      expect_case(result, record.base, "cases that compare themselves to it");
    }
    for (const auto& [name, value] : record.parameters) {
      check_unit(name, value, result);
    }
  }
}

void check_launches(const Result& result) {
  for (std::size_t i = 0; i < result.launches.size(); ++i) {
    const LaunchRecord& launch = result.launches[i];
    expect(launch.launch == static_cast<std::int64_t>(i), "launches in another order than their numbers");
    expect(launch.continues >= -1 && launch.continues < launch.launch, "a launch that goes on with none before it");
    expect_count(launch.repetitions, "repetitions of a launch");
    expect(launch.under_way >= -1 && launch.under_way < std::ssize(result.cases), "no case that a launch was at");
  }
}

} // namespace

void check_samples(std::span<const Sample> samples, const Result& result) {
  for (const Sample& sample : samples) {
    const CaseRecord& record = expect_case(result, sample.case_index, "samples");
    if (sample.rank < 0 || sample.rank >= record.ranks) {
      throw std::out_of_range("no rank " + std::to_string(sample.rank) + " of its case");
    }
    expect(sample.launch >= 0 && sample.launch < std::ssize(result.launches), "no launch that measured a repetition");
    expect_count(sample.repetition, "as a repetition");
    expect_time(sample.wall_s, "of a repetition");
    expect(std::abs(static_cast<double>(sample.rss_growth_bytes)) <= static_cast<double>(most), "a growth of memory");
  }
}

namespace {

void check_operations(const Result& result) {
  std::set<std::pair<std::int64_t, std::int64_t>> done;
  for (const PhaseSample& phase : result.phases) {
    expect_case(result, phase.case_index, "phases");
    const auto operations = result.operations.find(phase.case_index);
    expect(operations != result.operations.end() && phase.operation >= 0 &&
               static_cast<std::size_t>(phase.operation) < operations->second.size(),
           "phases of an operation that is not there");
    done.emplace(phase.case_index, phase.operation);
    for (const Seconds time : {phase.begin_s, phase.open_s, phase.transfer_s, phase.sync_s, phase.close_s}) {
      expect_time(time, "of a phase");
    }
    expect_count(phase.items, "items of a phase");
    expect_count(phase.bytes, "bytes of a phase");
  }
  for (const auto& [index, operations] : result.operations) {
    expect_case(result, index, "operations");
    for (std::size_t i = 0; i < operations.size(); ++i) {
      expect(done.contains({index, static_cast<std::int64_t>(i)}), "an operation without phases, ", operations[i].name);
    }
  }
}

void check_locks(const Result& result) {
  if (result.locks.empty()) { // there may be millions of samples
    return;
  }
  std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t>> timed;
  for (const Sample& sample : result.samples) {
    timed.emplace(sample.case_index, sample.repetition, sample.rank);
  }
  for (const LockSample& sample : result.locks) {
    expect(timed.contains({sample.case_index, sample.repetition, sample.rank}),
           "locks of a repetition without a sample");
    const LockUse& use = sample.use;
    for (const Seconds time : {use.held_s, use.waiting_s, use.released_s, use.device_s}) {
      expect_time(time, "of a thread");
    }
    for (const std::int64_t count :
         {use.requested_drops, use.voluntary_drops, use.switches, use.forced_waits, use.timed_out_waits}) {
      expect_count(count, "as a count of a lock");
    }
  }
}

void check_measures(const Result& result) {
  for (const MeasureSample& each : result.measures) {
    const CaseRecord& record = expect_case(result, each.case_index, "measures");
    expect(each.rank >= 0 && each.rank < record.ranks, "a measure of no rank of its case");
    expect_count(each.repetition, "as a repetition");
    expect(std::isfinite(each.value), "a measure that is no number, ", each.measure);
  }
}

} // namespace

void check_consistency(const Result& result) {
  check_cases(result);
  check_launches(result);
  check_samples(result.samples, result);
  check_operations(result);
  check_locks(result);
  check_measures(result);
  for (const auto& [index, latencies] : result.latencies) {
    expect_case(result, index, "latencies");
  }
  for (const auto& [index, trace] : result.traces) {
    expect_case(result, index, "a trace");
  }
}

} // namespace sweep
