#include "results/summary.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// The times of the repetitions of every case with samples, in order of `case`.
std::map<std::int64_t, std::vector<double>> repetition_times(const std::vector<Sample>& samples) {
  std::map<std::int64_t, std::map<std::int64_t, double>> slowest; // by case, by repetition
  for (const Sample& sample : samples) {
    const auto [entry, is_new] = slowest[sample.case_index].try_emplace(sample.repetition, sample.wall_s);
    entry->second = std::max(entry->second, sample.wall_s);
  }
  std::map<std::int64_t, std::vector<double>> times;
  for (const auto& [index, repetitions] : slowest) {
    std::ranges::transform(repetitions, std::back_inserter(times[index]), [](const auto& each) { return each.second; });
  }
  return times;
}

/// The cases with a repetition that did not carry out each task once in each of its operations, as where a deadline
/// came.
std::set<std::int64_t> cut_short(const Result& result) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> carried_out; // by case and repetition
  for (const Sample& sample : result.samples) {
    carried_out[{sample.case_index, sample.repetition}] += sample.tasks;
  }
  std::set<std::int64_t> cases;
  for (const auto& [key, tasks] : carried_out) {
    const auto operations = result.operations.find(key.first);
    const std::int64_t times = operations == result.operations.end() ? 1 : std::ssize(operations->second);
    if (tasks != times * result.cases[static_cast<std::size_t>(key.first)].tasks) {
      cases.insert(key.first);
    }
  }
  return cases;
}

/// How many times the tasks of its base a case has.
double scale(const Result& result, const CaseRecord& record) {
  const CaseRecord& base = result.cases[static_cast<std::size_t>(record.base)];
  return static_cast<double>(record.tasks) / static_cast<double>(base.tasks);
}

constexpr ColumnOf<CaseSummary> summary_columns[]{
    {"case", "1", &CaseSummary::case_index, "row of /cases"},
    {"median_s", "s", [](const auto& row) { return row.time.median; }, "of the times of its repetitions"},
    {"low_s", "s", [](const auto& row) { return row.time.low; },
     "95 % interval of the median within this launch: lower end; the minimum of five repetitions or fewer"},
    {"high_s", "s", [](const auto& row) { return row.time.high; }, "upper end; the maximum of five or fewer"},
    {"q1_s", "s", [](const auto& row) { return row.time.q1; }, "first quartile"},
    {"q3_s", "s", [](const auto& row) { return row.time.q3; }, "third quartile"},
    {"p95_s", "s", [](const auto& row) { return row.time.p95; }, "95th percentile"},
    {"max_s", "s", [](const auto& row) { return row.time.max; }, "the longest repetition"},
    {"repetitions", "1", &CaseSummary::repetitions, "how many there are"},
    {"speedup", "1", [](const auto& row) { return row.speedup; }, "median a task of the base by its own"},
    {"speedup_low", "1", [](const auto& row) { return row.speedup_interval.low; },
     "95 % interval of the speed-up within this launch: lower end; none of six repetitions or fewer", 2},
    {"speedup_high", "1", [](const auto& row) { return row.speedup_interval.high; }, "upper end", 2},
    {"efficiency", "1", [](const auto& row) { return row.efficiency; }, "speed-up by ranks x threads"},
};

} // namespace

std::vector<CaseSummary> summarise_cases(const Result& result) {
  std::vector<CaseSummary> rows;
  const auto all = repetition_times(result.samples);
  const std::set<std::int64_t> cut = cut_short(result);
  for (const auto& [index, times] : all) {
    SWEEP_EXPECT(index >= 0 && static_cast<std::size_t>(index) < result.cases.size());
    const CaseRecord& record = result.cases[static_cast<std::size_t>(index)];
    CaseSummary& row = rows.emplace_back(CaseSummary{.case_index = index, .time = summarise(times)});
    row.repetitions = static_cast<std::int64_t>(times.size());
    const auto base = all.find(record.base);
    if (base != all.end() && !cut.contains(index) && !cut.contains(record.base)) {
      const double tasks = scale(result, record);
      row.speedup = summarise(base->second).median / row.time.median * tasks;
      const Interval interval = record.base == index ? Interval{1, 1} : ratio_interval(base->second, times);
      row.speedup_interval = {tasks * interval.low, tasks * interval.high};
    }
    row.efficiency = row.speedup / static_cast<double>(record.ranks * record.threads);
  }
  return rows;
}

Table summary_table(const Result& result) {
  return to_table(ColumnsOf<CaseSummary>(summary_columns), summarise_cases(result));
}

void describe_summary(std::vector<ColumnText>& all) {
  describe("summary", ColumnsOf<CaseSummary>(summary_columns), all);
}

} // namespace sweep
