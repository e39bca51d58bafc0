#include "core/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace sweep {

double quantile(std::span<const double> sorted, double fraction) {
  SWEEP_EXPECT(!sorted.empty() && fraction >= 0 && fraction <= 1);
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

std::size_t median_interval_rank(std::size_t count) {
  constexpr double tail = 0.025;
  const double n = static_cast<double>(count);
  double cumulative = 0;
  std::size_t rank = 0;
  while (rank < count) {
    const double k = static_cast<double>(rank);
    const double log_probability = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0);
    cumulative += std::exp(log_probability);
    if (cumulative > tail) {
      break;
    }
    ++rank;
  }
  return std::max<std::size_t>(rank, 1);
}

Summary summarise(std::span<const double> sample) {
  SWEEP_EXPECT(!sample.empty());
  std::vector<double> sorted(sample.begin(), sample.end());
  std::ranges::sort(sorted);
  const std::size_t rank = median_interval_rank(sorted.size());
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
