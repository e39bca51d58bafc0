#include "core/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <compare>

#include "core/errors.hpp"

namespace sweep {

std::vector<double> sorted(std::span<const double> sample) {
  std::vector<double> values(sample.begin(), sample.end());
  if (std::ranges::none_of(values, [](double value) { return std::isnan(value); })) {
    std::ranges::sort(values);
  } else { // four times as slow
    std::ranges::sort(values, [](double one, double other) { return std::is_lt(std::strong_order(one, other)); });
  }
  return values;
}

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
  double log_probability = -n * std::log(2.0); // of a binomial number that is `rank`
  double cumulative = 0;
  std::size_t rank = 0;
  while (rank < count / 2) {
    cumulative += std::exp(log_probability);
    if (cumulative > tail) {
      break;
    }
    const double k = static_cast<double>(rank);
    log_probability += std::log((n - k) / (k + 1));
    ++rank;
  }
  return rank;
}

Interval median_interval(std::span<const double> sorted, double coverage) {
  const std::size_t rank = median_interval_rank(sorted.size(), coverage);
  return rank == 0 ? Interval{} : Interval{sorted[rank - 1], sorted[sorted.size() - rank]};
}

Interval ratio_interval(Interval numerator, Interval denominator) {
  return {numerator.low / denominator.high, numerator.high / denominator.low};
}

Summary summarise(std::span<const double> sample) {
  return summarise_sorted(sorted(sample));
}

Summary summarise_sorted(std::span<const double> sorted) {
  SWEEP_EXPECT(!sorted.empty());
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
