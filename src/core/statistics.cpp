#include "core/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <compare>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// Also of what is no number, which without an order of all would let the sort run over the ends.
std::vector<double> in_order(std::span<const double> sample) {
  std::vector<double> sorted(sample.begin(), sample.end());
  std::ranges::sort(sorted, [](double one, double other) { return std::is_lt(std::strong_order(one, other)); });
  return sorted;
}

} // namespace

double quantile(std::span<const double> sorted, double fraction) {
  SWEEP_EXPECT(!sorted.empty() && fraction >= 0 && fraction <= 1);
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

std::size_t median_interval_rank(std::size_t count, double coverage) {
  const double tail = (1 - coverage) / 2;
  const double n = static_cast<double>(count);
  double cumulative = 0;
  std::size_t rank = 0;
  while (rank < count / 2) {
    const double k = static_cast<double>(rank);
    const double log_probability = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0);
    cumulative += std::exp(log_probability);
    if (cumulative > tail) {
      break;
    }
    ++rank;
  }
  return rank;
}

Interval median_interval(std::span<const double> sample, double coverage) {
  const std::size_t rank = median_interval_rank(sample.size(), coverage);
  if (rank == 0) {
    return {};
  }
  const std::vector<double> sorted = in_order(sample);
  return {sorted[rank - 1], sorted[sorted.size() - rank]};
}

Interval ratio_interval(std::span<const double> numerator, std::span<const double> denominator) {
  constexpr double each = 1 - (1 - 0.95) / 2;
  const Interval above = median_interval(numerator, each);
  const Interval below = median_interval(denominator, each);
  return {above.low / below.high, above.high / below.low};
}

Summary summarise(std::span<const double> sample) {
  SWEEP_EXPECT(!sample.empty());
  const std::vector<double> sorted = in_order(sample);
  const std::size_t rank = std::max<std::size_t>(median_interval_rank(sorted.size()), 1);
  return {.count = sorted.size(),
          .median = quantile(sorted, 0.5),
          .low = sorted[rank - 1],
          .high = sorted[sorted.size() - rank],
          .q1 = quantile(sorted, 0.25),
          .q3 = quantile(sorted, 0.75),
          .p95 = quantile(sorted, 0.95),
          .max = sorted.back()};
}

} // namespace sweep
