#pragma once

#include <algorithm>
#include <vector>

#include "campaign/plan.hpp"
#include "core/clock.hpp"
#include "core/statistics.hpp"

namespace sweep {

/// Decides when a case has been repeated often enough: not before `min`, not after `max` repetitions, and in between as
/// soon as the 95 % interval of the median lies within the asked fraction of the median on both sides
/// (Hoefler & Belli, SC'15, section 4.2.2).
class Stopping {
 public:
  explicit Stopping(const Repetitions& rule) : rule_(rule) {}

  void add(Seconds repetition) { times_.push_back(repetition); }

  bool finished() const {
    const auto count = static_cast<std::int64_t>(times_.size());
    return count >= rule_.max || (count >= rule_.min && precise());
  }

  /// Whether the interval exists and is as narrow as asked.
  bool precise() const { return interval_exists(times_.size()) && half_width() <= rule_.interval; }

  /// The larger distance from the median to an end of its interval, as a fraction of the median.
  double half_width() const {
    const Summary summary = summarise(times_);
    return std::max(summary.high - summary.median, summary.median - summary.low) / summary.median;
  }

  const std::vector<Seconds>& times() const { return times_; }

 private:
  Repetitions rule_;
  std::vector<Seconds> times_;
};

} // namespace sweep
