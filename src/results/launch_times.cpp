#include "results/launch_times.hpp"

#include <algorithm>

#include "core/statistics.hpp"

namespace sweep {

std::map<std::int64_t, std::vector<LaunchTimes>> times_by_launch(const std::vector<Sample>& samples) {
  struct Repetition {
    std::int64_t launch;
    double slowest;
  };
  std::map<std::int64_t, std::map<std::int64_t, Repetition>> all; // by case, by repetition
  for (const Sample& sample : samples) {
    const auto [entry, is_new] =
        all[sample.case_index].try_emplace(sample.repetition, Repetition{sample.launch, sample.wall_s});
    entry->second.slowest = std::max(entry->second.slowest, sample.wall_s);
  }
  std::map<std::int64_t, std::vector<LaunchTimes>> times;
  for (const auto& [index, repetitions] : all) {
    std::vector<LaunchTimes>& launches = times[index];
    for (const auto& [number, repetition] : repetitions) { // whose numbers grow from launch to launch
      if (launches.empty() || launches.back().launch != repetition.launch) {
        launches.push_back({.launch = repetition.launch, .seconds = {}});
      }
      launches.back().seconds.push_back(repetition.slowest);
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
