#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace sweep {

/// Nonparametric description of a sample of times, all in the unit of the sample. No outlier is removed.
struct Summary {
  std::size_t count = 0;
  double median = 0;
  double low =
      0; ///< Lower end of the 95 % interval of the median; of five values or fewer, which give none, the least.
  double high = 0; ///< Upper end of it; of five values or fewer, the greatest.
  double q1 = 0;
  double q3 = 0;
  double p95 = 0;
  double max = 0;
};

/// Describes `sample`, in any order; it must not be empty.
/// Quantiles: linear interpolation (type 7 of Hyndman & Fan, The American Statistician 50 (1996) 361; numpy's default).
/// Interval: order statistics; see median_interval_rank().
Summary summarise(std::span<const double> sample);

/// The same of values in ascending order.
Summary summarise_sorted(std::span<const double> sorted);

/// The values in ascending order; also where some are no number, at the ends, which without an order of all would let
/// the sort run over them.
std::vector<double> sorted(std::span<const double> sample);

/// The rank k (from 1) such that the k-th smallest and the k-th largest of `count` values enclose the median of their
/// distribution with at least that probability: the largest k with P(Binomial(count, 1/2) <= k - 1) <=
/// (1 - coverage) / 2 (Hoefler & Belli, SC'15, section 3.1.3; Le Boudec, "Performance Evaluation", theorem 2.1).
/// 0 where there is none, as for 95 % of five values or fewer.
std::size_t median_interval_rank(std::size_t count, double coverage = 0.95);

/// From `low` to `high`; both NaN where the values are too few.
struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// That encloses the median of the distribution of the sample with at least that probability.
/// @param sorted  the sample in ascending order
Interval median_interval(std::span<const double> sorted, double coverage);

/// What each of two medians must be covered with, for their ratio to be covered with at least 95 %, however the samples
/// depend on each other (Bonferroni's inequality). Seven values are the fewest that give such an interval.
inline constexpr double of_each_median = 1 - (1 - 0.95) / 2;

/// That encloses the ratio of what the two enclose.
Interval ratio_interval(Interval numerator, Interval denominator);

/// Whether so many values can give a 95 % interval of the median at all.
constexpr bool interval_exists(std::size_t count) {
  return count >= 6;
}

/// The quantile of `sorted` (ascending, not empty) at `fraction` in [0, 1], type 7.
double quantile(std::span<const double> sorted, double fraction);

} // namespace sweep
