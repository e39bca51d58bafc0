#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/statistics.hpp"

namespace sweep {

/// By how much one sample of times lies above another, judged by the lower half of their values together: Gastwirth's
/// percentile-modified rank test (J. Am. Stat. Assoc. 60 (1965) 1127), of the lower end only.
///
/// Of the n + m values the k = max(n, m) lowest are ranked: half of them where the samples are as large, and more where
/// they are not, so that either may lie below the other. The smallest scores k, the next k - 1, … 1, all others
/// nothing. The statistic is the sum of one sample's scores. What else runs on a machine makes times longer only: how
/// much longer says nothing of a program, and is not looked at. Where all values vary alike (normally) it has 76 % of
/// the efficiency of Student's t (Mann and Whitney's test: 95 %); where a quarter of the values is disturbed it finds
/// what that one does not (analysis/README.md).
///
/// Exact, whatever the distribution of the values, up to `most_exact` values a sample; beyond by the normal
/// approximation with the statistic's own mean and variance (Hájek & Šidák, "Theory of Rank Tests", II.3.1). Ties count
/// against a shift. Samples are sorted, and not empty.
class LowRanks {
 public:
  static constexpr std::size_t most_exact = 100;

  /// For samples of n and of m values.
  LowRanks(std::size_t n, std::size_t m);

  /// How likely `other` lies so far from `base`, to one side, where there is no shift: two-sided, at most 1. At most
  /// `level` just where interval() at that level leaves 0 out.
  double p_value(std::span<const double> base, std::span<const double> other) const;

  /// The shift, other - base, that is as likely too large as too small. (Hodges & Lehmann, Ann. Math. Stat. 34 (1963)
  /// 598.)
  double shift(std::span<const double> base, std::span<const double> other) const;

  /// That encloses the shift with a probability of at least 1 - `level`; NaN where there are too few values.
  Interval interval(std::span<const double> base, std::span<const double> other, double level) const;

  /// Whether there are enough values for an interval at that level.
  bool suffice(double level) const;

 private:
  /// What the scores of one sample sum up to where there is no shift.
  struct Distribution {
    std::int64_t most;
    double mean;
    double deviation;
    std::vector<double> tail; ///< P(sum >= s) for s = 0 …; empty where it is approximated.

    double at_least(std::int64_t sum) const;
  };

  Distribution distribution_of(std::size_t n, std::size_t m) const;
  std::int64_t score_of_base(std::span<const double> base, std::span<const double> other, double shift) const;
  std::int64_t score_of_other(std::span<const double> base, std::span<const double> other, double shift) const;

  std::size_t ranked_; ///< k.
  Distribution base_;
  Distribution other_;
};

/// The fewest values of each sample with which there is an interval at that level: 4 at 5 %, 6 at 0.5 %.
std::size_t fewest_for_interval(double level);

} // namespace sweep
