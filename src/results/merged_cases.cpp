#include "results/merged_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <tuple>
#include <vector>

#include "results/launches.hpp"

namespace sweep {
namespace {

/// A whole number reads as a real one, since a file has one type a column.
std::string value_words(const Value& value) {
  const auto* const whole = std::get_if<std::int64_t>(&value);
  const auto* const real = std::get_if<double>(&value);
  return whole != nullptr  ? fmt::format("{}", static_cast<double>(*whole))
         : real != nullptr ? fmt::format("{}", *real)
                           : std::get<std::string>(value);
}

/// The digest of its answer; of one that failed it may be a wrong one.
std::uint64_t answer_of(const CaseRecord& record) {
  return record.status == CaseStatus::failed ? 0 : record.checksum;
}

/// Of what was measured of a case and cannot be put together: in an order in which the worst status comes last. What
/// failed for lack of time is unfinished: a later launch may have had it.
std::string measured_words(const CaseRecord& record) {
  const bool may_go_on = record.status == CaseStatus::failed && record.error.starts_with(lacks_time);
  return fmt::format("{} {} {} {} {} {} {} {}", static_cast<int>(may_go_on ? CaseStatus::unfinished : record.status),
                     record.error, record.answer, record.step_s, record.round_s, record.steps, record.pace_steps,
                     record.wait_s);
}

std::vector<std::uint64_t> counts_of(const Histogram& histogram) {
  std::vector<std::uint64_t> counts{histogram.count()};
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    counts.push_back(histogram.count(bucket));
  }
  return counts;
}

auto order_of(const LatencyRecord& record) {
  return std::tuple(counts_of(record.latency), counts_of(record.lag), counts_of(record.handover), record.latency.max(),
                    record.lag.max(), record.handover.max());
}

auto order_of(const std::vector<OperationRecord>& operations) {
  std::vector<std::tuple<std::vector<std::uint64_t>, Seconds, std::string, std::string, std::string>> all;
  all.reserve(operations.size());
  for (const OperationRecord& each : operations) {
    all.emplace_back(counts_of(each.latency), each.latency.max(), each.name, each.transfers, each.cache);
  }
  return std::pair(all.size(), all);
}

auto order_of(const TraceRecord& trace) {
  std::vector<std::tuple<std::int64_t, std::int64_t, double, double, int>> spans;
  for (const TraceSpan& each : trace.spans) {
    spans.emplace_back(each.rank, each.thread, each.begin_s, each.end_s, static_cast<int>(each.state));
  }
  return std::tuple(spans.size(), spans, trace.untraced);
}

template <typename Record>
void take_greater(Record& into, const Record& other) {
  if (order_of(into) < order_of(other)) {
    into = other;
  }
}

bool same_bits(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

bool same_values(const Column::Values& one, const Column::Values& other) {
  const auto* const reals = std::get_if<std::vector<double>>(&one);
  const auto* const others = std::get_if<std::vector<double>>(&other);
  return reals != nullptr && others != nullptr ? std::ranges::equal(*reals, *others, same_bits) : one == other;
}

} // namespace

std::string case_words(const CaseRecord& record, std::int64_t base) {
  std::vector<std::string> parameters;
  for (const auto& [name, value] : record.parameters) {
    parameters.push_back(fmt::format(", {} {}", name, value_words(value)));
  }
  std::ranges::sort(parameters);
  std::string words = fmt::format(
      "experiment {}, {}, model {}, ranks {}, threads {}, cores {}, schedule {}, chunk {}, tasks {}, base {}",
      record.experiment, record.workload, record.model, record.ranks, record.threads, record.cores, record.schedule,
      record.chunk, record.tasks, base);
  for (const std::string& each : parameters) {
    words += each;
  }
  return words;
}

bool join(CaseRecord& into, const CaseRecord& other) {
  const std::uint64_t mine = answer_of(into);
  const std::uint64_t its = answer_of(other);
  const bool differ = mine != 0 && its != 0 && mine != its;
  const bool may_differ = into.answer == "differs" || other.answer == "differs";
  const std::uint64_t checksum = std::max(mine, its);
  const double bound = into.bound_s == 0 || other.bound_s == 0 ? std::max(into.bound_s, other.bound_s)
                                                               : std::min(into.bound_s, other.bound_s);
  if (measured_words(into) < measured_words(other)) {
    into.status = other.status;
    into.error = other.error;
    into.answer = other.answer;
    into.step_s = other.step_s;
    into.round_s = other.round_s;
    into.steps = other.steps;
    into.pace_steps = other.pace_steps;
    into.wait_s = other.wait_s;
  }
  into.checksum = checksum;
  into.bound_s = bound;
  return !differ || may_differ;
}

void join(LatencyRecord& into, const LatencyRecord& other) {
  take_greater(into, other);
}

void join(std::vector<OperationRecord>& into, const std::vector<OperationRecord>& other) {
  take_greater(into, other);
}

void join(TraceRecord& into, const TraceRecord& other) {
  take_greater(into, other);
}

namespace {

/// What is compared with the estimates, by functions of the C library: not the same bits on every machine.
bool is_compared_with(const std::string& column) {
  return column == "score" || column.find("exact") != std::string::npos;
}

} // namespace

bool same_estimates(const EstimatesRecord& one, const EstimatesRecord& other) {
  return one.varying == other.varying &&
         std::ranges::equal(one.table.columns, other.table.columns, [](const Column& mine, const Column& its) {
           return mine.name == its.name && (is_compared_with(mine.name) || same_values(mine.values, its.values));
         });
}

} // namespace sweep
