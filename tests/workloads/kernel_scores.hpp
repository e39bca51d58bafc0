#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace sweep::test {

/// Deviations of estimates from what is exact, in standard errors.
using Scores = std::vector<double>;

/// The greatest distance between the distribution of `scores` and the standard normal one.
inline double kolmogorov_smirnov(Scores scores) {
  std::ranges::sort(scores);
  const double n = static_cast<double>(scores.size());
  double distance = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double expected = std::erfc(-scores[i] / std::numbers::sqrt2) / 2;
    const double index = static_cast<double>(i);
    distance = std::max({distance, expected - index / n, (index + 1) / n - expected});
  }
  return distance;
}

/// Seeds are fixed, so that this passes always or never; with seeds at random each comparison of a right kernel would
/// fail once in ten thousand.
/// @param lattice  what steps of the scores, and their skewness, may add to the Kolmogorov-Smirnov distance
inline void expect_standard_normal(const Scores& scores, double lattice) {
  constexpr double normal_quantile = 3.89;      // two-sided, 1e-4
  constexpr double kolmogorov_quantile = 2.225; // sqrt(ln(2 / 1e-4) / 2)
  const double n = static_cast<double>(scores.size());
  double sum = 0;
  double squares = 0;
  for (const double score : scores) {
    sum += score;
    squares += score * score;
  }
  EXPECT_NEAR(sum / n, 0, normal_quantile / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, normal_quantile * std::sqrt(2 / n));
  EXPECT_LT(kolmogorov_smirnov(scores), kolmogorov_quantile / std::sqrt(n) + lattice);
}

} // namespace sweep::test
