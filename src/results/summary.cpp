#include "results/summary.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/errors.hpp"
#include "results/launch_times.hpp"
#include "results/repetitions.hpp"

namespace sweep {
namespace {

/// A value that a launch knows, and how well.
struct Known {
  std::int64_t launch = 0;
  double value = 0;
  Interval interval{}; ///< 95 %.
  Interval wider{};    ///< For a ratio of two: see of_each_median.
};

struct OverLaunches {
  double median = 0;
  Interval interval{};
};

double median(std::vector<double> values) {
  if (std::ranges::any_of(values, [](double value) { return std::isnan(value); })) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return quantile(sorted(values), 0.5);
}

template <typename Projection>
std::vector<double> each(const std::vector<Known>& launches, Projection projection) {
  std::vector<double> values(launches.size());
  std::ranges::transform(launches, values.begin(), projection);
  return values;
}

/// What launches, at least one, say together.
OverLaunches over(const std::vector<Known>& launches) {
  const Summary values = summarise(each(launches, &Known::value));
  if (interval_exists(launches.size())) {
    return {values.median, {values.low, values.high}};
  }
  return {values.median,
          {median(each(launches, [](const Known& known) { return known.interval.low; })),
           median(each(launches, [](const Known& known) { return known.interval.high; }))}};
}

Known known(std::int64_t launch, const std::vector<double>& sorted_s, const Summary& summary) {
  return {launch, summary.median, {summary.low, summary.high}, median_interval(sorted_s, of_each_median)};
}

/// A case while all are summarised.
struct CaseTimes {
  std::optional<CaseSummary> row;
  std::vector<Known> launches; ///< The medians of those that count.
  bool is_cut = false;         ///< Some repetition left tasks out.
};

/// Whether some repetition did not carry out each task once in each of the case's operations, as where a deadline came.
bool is_cut_short(const Result& result, std::size_t index, std::span<const RepetitionRecord> repetitions) {
  const auto operations = result.operations.find(static_cast<std::int64_t>(index));
  const std::int64_t times = operations == result.operations.end() ? 1 : std::ssize(operations->second);
  const std::int64_t all = times * result.cases[index].tasks;
  return std::ranges::any_of(repetitions, [all](const RepetitionRecord& one) { return one.tasks != all; });
}

void set_median(CaseSummary& row, const std::vector<Known>& launches) {
  row.launches = std::ssize(launches);
  if (launches.empty()) {
    row.holds_for = holds_for::parts;
    row.median_s = row.times.median;
    row.interval_s = {row.times.low, row.times.high};
    return;
  }
  row.holds_for = interval_exists(launches.size()) ? holds_for::launches
                  : launches.size() > 1            ? holds_for::each_launch
                                                   : holds_for::one_launch;
  const OverLaunches medians = over(launches);
  row.median_s = medians.median;
  row.interval_s = medians.interval;
  const auto [least, greatest] = std::ranges::minmax(launches, {}, &Known::value);
  row.launch_medians_s = {least.value, greatest.value};
}

CaseTimes times_of(const Result& result, std::size_t index, std::span<const RepetitionRecord> repetitions) {
  const std::vector<double> all_s = sorted(seconds_of(repetitions));
  CaseSummary row{.case_index = static_cast<std::int64_t>(index),
                  .times = summarise_sorted(all_s),
                  .repetitions = std::ssize(repetitions)};
  CaseTimes times{.row = {}, .launches = {}, .is_cut = is_cut_short(result, index, repetitions)};
  const auto launches = by_launch(repetitions);
  for (const std::span<const RepetitionRecord> launch : launches) {
    if (launches.size() == 1) {
      times.launches.push_back(known(launch.front().launch, all_s, row.times));
    } else if (std::ssize(launch) >= result.campaign.min_repetitions) {
      const std::vector<double> sorted_s = sorted(seconds_of(launch));
      times.launches.push_back(known(launch.front().launch, sorted_s, summarise_sorted(sorted_s)));
    }
  }
  set_median(row, times.launches);
  times.row = std::move(row);
  return times;
}

/// The ratio of the medians of two cases in each launch that counts for both.
std::vector<Known> ratios(const CaseTimes& above, const CaseTimes& below) {
  std::vector<Known> ratios;
  auto base = above.launches.begin();
  for (const Known& own : below.launches) { // both in order
    base = std::find_if(base, above.launches.end(), [&own](const Known& one) { return one.launch >= own.launch; });
    if (base != above.launches.end() && base->launch == own.launch) {
      ratios.push_back({own.launch, base->value / own.value, ratio_interval(base->wider, own.wider)});
    }
  }
  return ratios;
}

/// Where both have been timed, and none has left out tasks.
void compare_with_base(const Result& result, std::size_t index, std::vector<CaseTimes>& cases) {
  const CaseRecord& record = result.cases[index];
  const auto base = static_cast<std::size_t>(record.base);
  if (record.base < 0 || !cases[base].row || cases[index].is_cut || cases[base].is_cut) {
    return;
  }
  CaseSummary& row = *cases[index].row;
  if (base == index) {
    row.speedup = 1;
    row.speedup_interval = {1, 1};
    row.speedup_launches = row.launches;
  } else {
    const std::vector<Known> in_launches = ratios(cases[base], cases[index]);
    const OverLaunches ratio =
        in_launches.empty() ? OverLaunches{.median = cases[base].row->median_s / row.median_s} : over(in_launches);
    const double tasks = static_cast<double>(record.tasks) / static_cast<double>(result.cases[base].tasks);
    row.speedup = ratio.median * tasks;
    row.speedup_interval = {ratio.interval.low * tasks, ratio.interval.high * tasks};
    row.speedup_launches = std::ssize(in_launches);
  }
  row.efficiency = row.speedup / static_cast<double>(record.ranks * record.threads);
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
  const RepetitionsByCase repetitions(result.samples, result.cases.size());
  std::vector<CaseTimes> cases(result.cases.size());
  for (std::size_t index = 0; index < cases.size(); ++index) {
    if (!repetitions.of(index).empty()) {
      cases[index] = times_of(result, index, repetitions.of(index));
    }
  }
  std::vector<CaseSummary> rows;
  for (std::size_t index = 0; index < cases.size(); ++index) {
    if (cases[index].row) {
      compare_with_base(result, index, cases);
      rows.push_back(*cases[index].row);
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
