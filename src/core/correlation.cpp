#include "core/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/statistics.hpp"

namespace sweep {
namespace {

/// From 1; of equal values the mean of those that they take.
std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [values](std::size_t one, std::size_t other) {
    return std::is_lt(std::strong_order(values[one], values[other])); // also of what is no number
  });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) {
      ++end;
    }
    const double mean = static_cast<double>(first + 1 + end) / 2;
    for (; first < end; ++first) {
      ranks[order[first]] = mean;
    }
  }
  return ranks;
}

/// Of the ratio, for `count` values in random order without equal ones (Bartels, equation 3).
double ratio_variance(std::size_t count) {
  const auto n = static_cast<double>(count);
  return 4 * (n - 2) * (5 * n * n - 2 * n - 9) / (5 * n * (n + 1) * (n - 1) * (n - 1));
}

} // namespace

double rank_ratio(std::span<const double> values) {
  const std::vector<double> of = ranks(values);
  const double mean = (static_cast<double>(of.size()) + 1) / 2;
  double from_neighbours = 0;
  double from_mean = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    from_mean += (of[i] - mean) * (of[i] - mean);
    from_neighbours += i == 0 ? 0 : (of[i] - of[i - 1]) * (of[i] - of[i - 1]);
  }
  return from_mean > 0 ? from_neighbours / from_mean : 2;
}

bool neighbours_alike(std::span<const double> values) {
  constexpr double five_percent = 1.6448536269514722; // standard deviations of a normal distribution
  return interval_exists(values.size()) &&
         rank_ratio(values) < 2 - five_percent * std::sqrt(ratio_variance(values.size()));
}

} // namespace sweep
