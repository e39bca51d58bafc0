#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sweep {

/// Nonparametric description of a sample of times, all in the unit of the sample. No outlier is removed.
struct Summary {
  std::size_t count = 0;
  double median = 0;
  double low = 0;  ///< Lower end of the 95 % interval of the median.
  double high = 0; ///< Upper end of the 95 % interval of the median.
  double q1 = 0;
  double q3 = 0;
  double p95 = 0;
  double max = 0;
};

/// Describes `sample`, in any order; it must not be empty.
/// Quantiles: linear interpolation (type 7 of Hyndman & Fan, The American Statistician 50 (1996) 361; numpy's default).
/// Interval: order statistics; see median_interval_rank().
Summary summarise(std::span<const double> sample);

/// The rank k (from 1) such that the k-th smallest and the k-th largest of `count` values enclose the median of their
/// distribution with at least 95 % probability: the largest k with P(Binomial(count, 1/2) <= k - 1) <= 2.5 %
/// (Hoefler & Belli, SC'15, section 3.1.3; Le Boudec, "Performance Evaluation", theorem 2.1).
/// For five values or fewer no such rank exists and 1 (minimum and maximum) is returned; the interval then covers less.
std::size_t median_interval_rank(std::size_t count);

/// Whether so many values can give a 95 % interval of the median at all.
constexpr bool interval_exists(std::size_t count) {
  return count >= 6;
}

/// The quantile of `sorted` (ascending, not empty) at `fraction` in [0, 1], type 7.
double quantile(std::span<const double> sorted, double fraction);

} // namespace sweep
