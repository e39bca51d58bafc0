#include "core/rank_sum.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// P(U = u) for u = 0 ... n m. The greatest of all values is in the sample of n with the probability n / (n + m), and
/// is then above m values of the other: p(u; n, m) = n / (n + m) p(u - m; n - 1, m) + m / (n + m) p(u; n, m - 1). All
/// terms are positive: nothing cancels.
std::vector<double> probabilities(std::size_t n, std::size_t m) {
  std::vector<std::vector<double>> fewer(m + 1, {1.0}); // of n - 1 and 0 ... m values
  for (std::size_t i = 1; i <= n; ++i) {
    std::vector<std::vector<double>> row{{1.0}};
    for (std::size_t j = 1; j <= m; ++j) {
      const double chance = static_cast<double>(i) / static_cast<double>(i + j);
      std::vector<double> p(i * j + 1, 0);
      for (std::size_t u = 0; u < fewer[j].size(); ++u) {
        p[u + j] += chance * fewer[j][u];
      }
      for (std::size_t u = 0; u < row.back().size(); ++u) {
        p[u] += (1 - chance) * row.back()[u];
      }
      row.push_back(std::move(p));
    }
    fewer = std::move(row);
  }
  return fewer.back();
}

} // namespace

RankSumDistribution::RankSumDistribution(std::size_t n, std::size_t m)
    : mean_(static_cast<double>(n * m) / 2),
      deviation_(std::sqrt(static_cast<double>(n * m) * static_cast<double>(n + m + 1) / 12)) {
  SWEEP_EXPECT(n > 0 && m > 0);
  if (n > most_exact || m > most_exact) {
    return;
  }
  cumulative_ = probabilities(n, m);
  cumulative_.resize(n * m / 2 + 1);
  for (std::size_t u = 1; u < cumulative_.size(); ++u) {
    cumulative_[u] += cumulative_[u - 1];
  }
}

double RankSumDistribution::at_most(std::size_t u) const {
  if (u < cumulative_.size()) {
    return cumulative_[u];
  }
  const double value = static_cast<double>(u);
  if (value >= 2 * mean_) {
    return 1;
  }
  if (!cumulative_.empty()) { // the other half, which mirrors the first
    return 1 - cumulative_[static_cast<std::size_t>(2 * mean_ - value) - 1];
  }
  return std::erfc((mean_ - value - 0.5) / (deviation_ * std::sqrt(2.0))) / 2;
}

std::size_t RankSumDistribution::rank(double tail) const {
  SWEEP_EXPECT(tail < 0.5);
  std::size_t low = 0; // as many as are certainly within the tail
  auto high = static_cast<std::size_t>(mean_) + 1;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (at_most(middle) <= tail) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::vector<double> differences_of(std::span<const double> base, std::span<const double> other) {
  SWEEP_EXPECT(!base.empty() && !other.empty());
  std::vector<double> differences;
  differences.reserve(base.size() * other.size());
  for (const double from : base) {
    for (const double to : other) {
      differences.push_back(to - from);
    }
  }
  return differences;
}

double shift_p_value(std::span<const double> differences, const RankSumDistribution& distribution) {
  const auto not_above = std::ranges::count_if(differences, [](double each) { return each <= 0; });
  const auto not_below = std::ranges::count_if(differences, [](double each) { return each >= 0; });
  return std::min(1.0, 2 * distribution.at_most(static_cast<std::size_t>(std::min(not_above, not_below))));
}

Interval shift_interval(std::vector<double> differences, const RankSumDistribution& distribution, double level) {
  const std::size_t rank = distribution.rank(level / 2);
  if (rank == 0) {
    return {};
  }
  const auto at = [&](std::size_t index) {
    const auto place = differences.begin() + static_cast<std::ptrdiff_t>(index);
    std::ranges::nth_element(differences, place);
    return *place;
  };
  const double low = at(rank - 1);
  return {low, at(differences.size() - rank)};
}

std::size_t fewest_for_shift_interval(double level) {
  std::size_t count = 1; // 2 P(U <= 0) = 2 / binomial(2 count, count)
  double extreme = 1;
  while (extreme > level) {
    ++count;
    const double n = static_cast<double>(count);
    extreme *= n / (2 * (2 * n - 1));
  }
  return count;
}

} // namespace sweep
