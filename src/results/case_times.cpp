#include "results/case_times.hpp"

#include <algorithm>
#include <cmath>

#include "results/launch_times.hpp"
#include "results/repetitions.hpp"

namespace sweep {
namespace {

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

Known known(std::int64_t launch, const std::vector<double>& sorted_s, const Summary& summary) {
  return {launch, summary.median, {summary.low, summary.high}, median_interval(sorted_s, of_each_median)};
}

/// Whether some repetition did not carry out each task once in each of the case's operations, as where a deadline came.
bool is_cut_short(const Result& result, std::size_t index, std::span<const RepetitionRecord> repetitions) {
  const auto operations = result.operations.find(static_cast<std::int64_t>(index));
  const std::int64_t times = operations == result.operations.end() ? 1 : std::ssize(operations->second);
  const std::int64_t all = times * result.cases[index].tasks;
  return std::ranges::any_of(repetitions, [all](const RepetitionRecord& one) { return one.tasks != all; });
}

TimesOfCase times_of(const Result& result, std::size_t index, std::span<const RepetitionRecord> repetitions) {
  const std::vector<double> all_s = sorted(seconds_of(repetitions));
  TimesOfCase times{.all = summarise_sorted(all_s),
                    .repetitions = std::ssize(repetitions),
                    .launches = {},
                    .tasks = result.cases[index].tasks,
                    .is_cut = is_cut_short(result, index, repetitions)};
  const auto launches = by_launch(repetitions);
  for (const std::span<const RepetitionRecord> launch : launches) {
    if (launches.size() == 1) {
      times.launches.push_back(known(launch.front().launch, all_s, times.all));
    } else if (std::ssize(launch) >= result.campaign.min_repetitions) {
      const std::vector<double> sorted_s = sorted(seconds_of(launch));
      times.launches.push_back(known(launch.front().launch, sorted_s, summarise_sorted(sorted_s)));
    }
  }
  return times;
}

/// The ratio of the medians of two cases in each launch that counts for both.
std::vector<Known> ratios(const TimesOfCase& above, const TimesOfCase& below) {
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

} // namespace

OverLaunches over_launches(const std::vector<Known>& launches) {
  const Summary values = summarise(each(launches, &Known::value));
  if (interval_exists(launches.size())) {
    return {values.median, {values.low, values.high}, std::ssize(launches)};
  }
  return {values.median,
          {median(each(launches, [](const Known& known) { return known.interval.low; })),
           median(each(launches, [](const Known& known) { return known.interval.high; }))},
          std::ssize(launches)};
}

OverLaunches TimesOfCase::median_s() const {
  return launches.empty() ? OverLaunches{all.median, {all.low, all.high}, 0} : over_launches(launches);
}

CaseTimes::CaseTimes(const Result& result) : cases_(result.cases.size()) {
  const RepetitionsByCase repetitions(result.samples, result.cases.size());
  for (std::size_t index = 0; index < cases_.size(); ++index) {
    if (!repetitions.of(index).empty()) {
      cases_[index] = times_of(result, index, repetitions.of(index));
    }
  }
}

OverLaunches CaseTimes::speedup(std::size_t index, std::size_t base) const {
  const auto& own = cases_[index];
  const auto& other = cases_[base];
  if (!own || !other || own->is_cut || other->is_cut) {
    return {};
  }
  if (index == base) {
    return {1, {1, 1}, std::ssize(own->launches)};
  }
  const std::vector<Known> in_launches = ratios(*other, *own);
  OverLaunches ratio = in_launches.empty() ? OverLaunches{.median = other->median_s().median / own->median_s().median}
                                           : over_launches(in_launches);
  const double tasks = static_cast<double>(own->tasks) / static_cast<double>(other->tasks);
  ratio.median *= tasks;
  ratio.interval = {ratio.interval.low * tasks, ratio.interval.high * tasks};
  return ratio;
}

} // namespace sweep
