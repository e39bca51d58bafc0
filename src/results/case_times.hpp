#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/statistics.hpp"
#include "results/record.hpp"

namespace sweep {

/// A value that a launch knows, and how well.
struct Known {
  std::int64_t launch = 0;
  double value = 0;
  Interval interval{}; ///< 95 %.
  Interval wider{};    ///< For a ratio of two: see of_each_median.
};

/// What launches say together: see CaseSummary.
struct OverLaunches {
  double median = std::numeric_limits<double>::quiet_NaN();
  Interval interval{};
  std::int64_t launches = 0; ///< That count; 0: a ratio of the medians of all repetitions, without an interval.
};

/// At least one launch.
OverLaunches over_launches(const std::vector<Known>& launches);

/// The times of one case's repetitions. How launches count, and what they say together: see CaseSummary.
struct TimesOfCase {
  Summary all{}; ///< Of all repetitions.
  std::int64_t repetitions = 0;
  std::vector<Known> launches; ///< The medians of those that count, s.
  std::int64_t tasks = 0;      ///< Of a repetition.
  bool is_cut = false;         ///< Some repetition left tasks out.

  /// Of the launches that count; of all repetitions where none does.
  OverLaunches median_s() const;
};

/// Of all cases of a result, for statements on any of them.
class CaseTimes {
 public:
  explicit CaseTimes(const Result& result);

  std::size_t cases() const { return cases_.size(); }

  /// None where a case has no samples.
  const std::optional<TimesOfCase>& of(std::size_t index) const { return cases_[index]; }

  /// The time a task of case `base` by that of another, launch by launch. NaN where either has not been timed, or has
  /// left out tasks. 1, without doubt, of a case to itself.
  OverLaunches speedup(std::size_t index, std::size_t base) const;

 private:
  std::vector<std::optional<TimesOfCase>> cases_;
};

} // namespace sweep
