#include "results/launch_times.hpp"

#include <algorithm>
#include <iterator>

#include "core/statistics.hpp"

namespace sweep {

std::vector<std::span<const RepetitionRecord>> by_launch(std::span<const RepetitionRecord> repetitions) {
  std::vector<std::span<const RepetitionRecord>> launches;
  while (!repetitions.empty()) { // whose numbers grow from launch to launch
    const auto end = std::ranges::find_if(
        repetitions, [first = repetitions.front().launch](const auto& each) { return each.launch != first; });
    const auto count = static_cast<std::size_t>(end - repetitions.begin());
    launches.push_back(repetitions.first(count));
    repetitions = repetitions.subspan(count);
  }
  return launches;
}

std::vector<double> seconds_of(std::span<const RepetitionRecord> repetitions) {
  std::vector<double> seconds(repetitions.size());
  std::ranges::transform(repetitions, seconds.begin(), &RepetitionRecord::seconds);
  return seconds;
}

std::map<std::int64_t, std::vector<LaunchTimes>> times_by_launch(std::span<const Sample> samples) {
  std::int64_t last = -1;
  for (const Sample& sample : samples) {
    last = std::max(last, sample.case_index);
  }
  const RepetitionsByCase repetitions(samples, static_cast<std::size_t>(last + 1));
  std::map<std::int64_t, std::vector<LaunchTimes>> times;
  for (std::size_t index = 0; index < repetitions.cases(); ++index) {
    if (!repetitions.of(index).empty()) {
      std::ranges::transform(
          by_launch(repetitions.of(index)), std::back_inserter(times[static_cast<std::int64_t>(index)]),
          [](const auto& rows) { return LaunchTimes{.launch = rows.front().launch, .seconds = seconds_of(rows)}; });
    }
  }
  return times;
}

std::vector<double> launch_medians(const std::vector<LaunchTimes>& launches, std::int64_t min_repetitions) {
  std::vector<double> medians;
  for (const LaunchTimes& each : launches) {
    if (static_cast<std::int64_t>(each.seconds.size()) >= min_repetitions) {
      medians.push_back(summarise(each.seconds).median);
    }
  }
  return medians;
}

} // namespace sweep
