#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "results/record.hpp"
#include "results/repetitions.hpp"

namespace sweep {

/// The repetitions of one case that one launch measured.
struct LaunchTimes {
  std::int64_t launch = 0;
  std::vector<double> seconds; ///< In order of repetition; each is the time of its slowest rank.
};

/// By case, those with samples: every launch that measured some, in order.
std::map<std::int64_t, std::vector<LaunchTimes>> times_by_launch(std::span<const Sample> samples);

/// The median of each launch with at least `min_repetitions`: the launch is the unit of replication, and one that ended
/// before it knew the case says too little of it.
std::vector<double> launch_medians(const std::vector<LaunchTimes>& launches, std::int64_t min_repetitions);

/// The repetitions of one case, launch by launch.
std::vector<std::span<const RepetitionRecord>> by_launch(std::span<const RepetitionRecord> repetitions);

/// Their times, in their order.
std::vector<double> seconds_of(std::span<const RepetitionRecord> repetitions);

} // namespace sweep
