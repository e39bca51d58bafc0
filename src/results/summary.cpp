#include "results/summary.hpp"

#include <algorithm>

#include "results/case_times.hpp"

namespace sweep {
namespace {

/// Its median, with its interval and what that holds for.
void set_median(CaseSummary& row, const TimesOfCase& times) {
  const OverLaunches median = times.median_s();
  row.median_s = median.median;
  row.interval_s = median.interval;
  row.launches = std::ssize(times.launches);
  if (times.launches.empty()) {
    row.holds_for = holds_for::parts;
    return;
  }
  row.holds_for = interval_exists(times.launches.size()) ? holds_for::launches
                  : times.launches.size() > 1            ? holds_for::each_launch
                                                         : holds_for::one_launch;
  const auto [least, greatest] = std::ranges::minmax(times.launches, {}, &Known::value);
  row.launch_medians_s = {least.value, greatest.value};
}

CaseSummary summarise_case(const CaseRecord& record, std::size_t index, const CaseTimes& times) {
  const TimesOfCase& own = *times.of(index);
  CaseSummary row{.case_index = static_cast<std::int64_t>(index), .times = own.all, .repetitions = own.repetitions};
  set_median(row, own);
  if (record.base >= 0) {
    const OverLaunches speedup = times.speedup(index, static_cast<std::size_t>(record.base));
    row.speedup = speedup.median;
    row.speedup_interval = speedup.interval;
    row.speedup_launches = speedup.launches;
    row.efficiency = row.speedup / static_cast<double>(record.ranks * record.threads);
  }
  return row;
}

constexpr ColumnOf<CaseSummary> summary_columns[]{
    {"case", "1", &CaseSummary::case_index, "row of /cases"},
    {"median_s", "s", &CaseSummary::median_s, "of the medians of the launches that count; of one, of its repetitions"},
    {"low_s", "s", [](const auto& row) { return row.interval_s.low; },
     "interval of the median, lower end: for what it holds, holds_for says; the minimum of five repetitions or fewer"},
    {"high_s", "s", [](const auto& row) { return row.interval_s.high; }, "upper end; the maximum of five or fewer"},
    {"q1_s", "s", [](const auto& row) { return row.times.q1; }, "first quartile of all repetitions"},
    {"q3_s", "s", [](const auto& row) { return row.times.q3; }, "third quartile"},
    {"p95_s", "s", [](const auto& row) { return row.times.p95; }, "95th percentile"},
    {"max_s", "s", [](const auto& row) { return row.times.max; }, "the longest repetition"},
    {"repetitions", "1", &CaseSummary::repetitions, "of all launches"},
    {"speedup", "1", &CaseSummary::speedup,
     "median a task of the base by its own in a launch that counts for both; the median of those"},
    {"speedup_low", "1", [](const auto& row) { return row.speedup_interval.low; },
     "interval of the speed-up, lower end: of speedup_launches as holds_for says of the median's; none of six "
     "repetitions "
     "in a launch or fewer",
     2},
    {"speedup_high", "1", [](const auto& row) { return row.speedup_interval.high; }, "upper end", 2},
    {"efficiency", "1", &CaseSummary::efficiency, "speed-up by ranks x threads"},
    {"holds_for", "", &CaseSummary::holds_for,
     "the interval: one launch (its repetitions); each launch (the medians of both ends over launches); launches (95 % "
     "of "
     "the median over them, from six on); parts of launches (all repetitions, where no launch counts)",
     3},
    {"launches", "1", &CaseSummary::launches, "that count: with min_repetitions of /campaign, or the only one", 3},
    {"launch_low_s", "s", [](const auto& row) { return row.launch_medians_s.low; }, "the least of their medians", 3},
    {"launch_high_s", "s", [](const auto& row) { return row.launch_medians_s.high; }, "the greatest", 3},
    {"speedup_launches", "1", &CaseSummary::speedup_launches,
     "that count for the case and its base; 0: the speed-up is of their medians and has no interval", 3},
};

} // namespace

std::vector<CaseSummary> summarise_cases(const Result& result) {
  const CaseTimes times(result);
  std::vector<CaseSummary> rows;
  for (std::size_t index = 0; index < times.cases(); ++index) {
    if (times.of(index)) {
      rows.push_back(summarise_case(result.cases[index], index, times));
    }
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
