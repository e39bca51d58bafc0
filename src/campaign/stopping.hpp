#pragma once

#include <algorithm>
#include <vector>

#include "campaign/plan.hpp"
#include "core/clock.hpp"
#include "core/correlation.hpp"
#include "core/statistics.hpp"

namespace sweep {

/// Decides when a case has been repeated often enough: not before `min`, not after `max` repetitions, and in between as
/// soon as the interval of the median lies within the asked fraction of the median on both sides (Hoefler & Belli,
/// SC'15, section 4.2.2) and the repetitions came in an order that chance would make, since the interval takes them for
/// independent. Repetitions that other programs disturbed do not make it end: `min` of the others, and the interval of
/// their median, must be enough.
///
/// The order is judged only where all else is enough, so that it costs a sort then, and each time at a level of 5 %. A
/// case of independent repetitions is held up in one of twenty launches, mostly by a few repetitions, as it is asked
/// again after each: 3 % more on average; and to be called correlated at last it must have been so every time. Whoever
/// is let go is not proved independent: six repetitions show little. analysis/README.md has how much.
class Stopping {
 public:
  explicit Stopping(const Repetitions& rule) : rule_(rule) {}

  /// @param disturbed  by other programs on the machine
  void add(Seconds repetition, bool disturbed = false) {
    times_.push_back(repetition);
    if (!disturbed) {
      quiet_.push_back(repetition);
    }
  }

  bool finished() const {
    const auto enough = static_cast<std::int64_t>(quiet_.size()) >= rule_.min;
    return static_cast<std::int64_t>(times_.size()) >= rule_.max || (enough && precise() && !neighbours_alike(quiet_));
  }

  /// Whether the interval exists and is as narrow as asked.
  bool precise() const { return interval_exists(quiet_.size()) && half_width(quiet_) <= rule_.interval; }

  /// The same of all repetitions, whatever disturbed them.
  bool settled() const { return interval_exists(times_.size()) && half_width() <= rule_.interval; }

  /// Whether repetitions that follow one another are alike, so that the interval of the median is too narrow: of all.
  bool correlated() const { return neighbours_alike(times_); }

  /// The larger distance from the median of all to an end of its interval, as a fraction of the median.
  double half_width() const { return half_width(times_); }

  const std::vector<Seconds>& times() const { return times_; }

 private:
  static double half_width(const std::vector<Seconds>& times) {
    const Summary summary = summarise(times);
    return std::max(summary.high - summary.median, summary.median - summary.low) / summary.median;
  }

  Repetitions rule_;
  std::vector<Seconds> times_;
  std::vector<Seconds> quiet_; ///< Those that nobody disturbed.
};

} // namespace sweep
