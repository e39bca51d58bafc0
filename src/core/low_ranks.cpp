#include "core/low_ranks.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// Of a sample of n values, P(its score = s) for s = 0 … 1 + … + k: each choice of n out of n + m ranks is as likely.
/// ways[j][s] counts the choices of j of the lower ranks with the sum s, rank by rank; the others are any of the upper
/// ranks.
std::vector<double> probabilities(std::size_t n, std::size_t m) {
  const std::size_t ranked = std::max(n, m);
  const std::size_t most = ranked * (ranked + 1) / 2;
  std::vector<std::vector<double>> ways(n + 1, std::vector<double>(most + 1, 0));
  ways[0][0] = 1;
  for (std::size_t score = 1; score <= ranked; ++score) {
    for (std::size_t j = std::min(score, n); j > 0; --j) {
      for (std::size_t sum = score * (score + 1) / 2; sum >= score; --sum) {
        ways[j][sum] += ways[j - 1][sum - score];
      }
    }
  }
  const auto log_choices = [](std::size_t of, std::size_t choose) {
    return std::lgamma(of + 1) - std::lgamma(choose + 1) - std::lgamma(of - choose + 1);
  };
  const std::size_t upper = n + m - ranked;
  std::vector<double> all(most + 1, 0);
  for (std::size_t j = n - std::min(n, upper); j <= n; ++j) {
    const double weight = std::exp(log_choices(upper, n - j) - log_choices(n + m, n));
    for (std::size_t sum = 0; sum <= most; ++sum) {
      all[sum] += weight * ways[j][sum];
    }
  }
  return all;
}

/// All differences other - base, in order: where the score of a shifted sample changes.
std::vector<double> differences_of(std::span<const double> base, std::span<const double> other) {
  std::vector<double> differences;
  differences.reserve(base.size() * other.size());
  for (const double from : base) {
    for (const double to : other) {
      differences.push_back(to - from);
    }
  }
  std::ranges::sort(differences);
  return differences;
}

/// The scores, from `highest` down to 1, of what comes first: a value of one sample where `is_first` says so of it and
/// of the next of the other, both by their places.
template <typename IsFirst>
std::int64_t score_of(std::size_t count, std::size_t others, std::size_t highest, const IsFirst& is_first) {
  std::int64_t sum = 0;
  std::size_t mine = 0;
  std::size_t theirs = 0;
  for (std::size_t score = highest; score > 0 && mine < count; --score) {
    if (theirs < others && !is_first(mine, theirs)) {
      ++theirs;
    } else {
      ++mine;
      sum += static_cast<std::int64_t>(score);
    }
  }
  return sum;
}

} // namespace

LowRanks::LowRanks(std::size_t n, std::size_t m)
    : ranked_(std::max(n, m)), base_(distribution_of(n, m)), other_(distribution_of(m, n)) {
  SWEEP_EXPECT(n > 0 && m > 0);
}

LowRanks::Distribution LowRanks::distribution_of(std::size_t n, std::size_t m) const {
  const auto k = static_cast<double>(ranked_);
  const auto size = static_cast<double>(n + m);
  const double sum = k * (k + 1) / 2;
  const double squares = k * (k + 1) * (2 * k + 1) / 6;
  const double choice = static_cast<double>(n) * static_cast<double>(m) / (size * (size - 1)); // without replacement
  const std::size_t most = n * (2 * ranked_ + 1 - n) / 2;
  Distribution distribution{.most = static_cast<std::int64_t>(most),
                            .mean = static_cast<double>(n) * sum / size,
                            .deviation = std::sqrt(choice * (squares - sum * sum / size)),
                            .tail = {}};
  if (std::max(n, m) <= most_exact) {
    distribution.tail = probabilities(n, m);
    std::partial_sum(distribution.tail.rbegin(), distribution.tail.rend(), distribution.tail.rbegin());
  }
  return distribution;
}

double LowRanks::Distribution::at_least(std::int64_t sum) const {
  if (tail.empty()) {
    return std::erfc((static_cast<double>(sum) - 0.5 - mean) / (deviation * std::sqrt(2.0))) / 2;
  }
  return sum < std::ssize(tail) ? tail[static_cast<std::size_t>(sum)] : 0;
}

/// With `other` moved down by `shift`, whose values come first in ties.
std::int64_t LowRanks::score_of_base(std::span<const double> base, std::span<const double> other, double shift) const {
  return score_of(base.size(), other.size(), ranked_,
                  [&](std::size_t i, std::size_t j) { return other[j] - base[i] > shift; });
}

/// The same, where those of `base` come first.
std::int64_t LowRanks::score_of_other(std::span<const double> base, std::span<const double> other, double shift) const {
  return score_of(other.size(), base.size(), ranked_,
                  [&](std::size_t j, std::size_t i) { return other[j] - base[i] < shift; });
}

double LowRanks::p_value(std::span<const double> base, std::span<const double> other) const {
  const double above = base_.at_least(score_of_base(base, other, 0));
  const double below = other_.at_least(score_of_other(base, other, 0));
  return std::min(1.0, 2 * std::min(above, below));
}

double LowRanks::shift(std::span<const double> base, std::span<const double> other) const {
  const std::vector<double> differences = differences_of(base, other);
  const auto from = [&](const auto& compare) { // on, as a rule another difference, each
    return *std::ranges::partition_point(differences, [&](double shift) {
      return compare(static_cast<double>(score_of_base(base, other, shift)), base_.mean);
    });
  };
  return (from(std::greater<>()) + from(std::greater_equal<>())) / 2;
}

Interval LowRanks::interval(std::span<const double> base, std::span<const double> other, double level) const {
  if (!suffice(level)) {
    return {};
  }
  const std::vector<double> differences = differences_of(base, other);
  const auto below = std::ranges::partition_point(differences, [&](double shift) { // which the values lie above
    return base_.at_least(score_of_base(base, other, shift)) <= level / 2;
  });
  const auto above = std::ranges::partition_point(
      differences, [&](double shift) { return other_.at_least(score_of_other(base, other, shift)) > level / 2; });
  return {*below, *(above - 1)};
}

bool LowRanks::suffice(double level) const {
  return std::max(base_.at_least(base_.most), other_.at_least(other_.most)) <= level / 2;
}

std::size_t fewest_for_interval(double level) {
  std::size_t count = 1; // all of one sample below all of the other, to either side: 2 / binomial(2 count, count)
  double extreme = 1;
  while (extreme > level) {
    ++count;
    const double n = static_cast<double>(count);
    extreme *= n / (2 * (2 * n - 1));
  }
  return count;
}

} // namespace sweep
