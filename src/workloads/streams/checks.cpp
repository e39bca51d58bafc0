#include "workloads/streams/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <map>
#include <tuple>

namespace sweep {
namespace {

using Samples = std::vector<Sampled>;
using Group = std::span<const Sampled>;

/// By the place where they began, then by generator; of tasks that began at the same place of the same generator one.
Samples by_place(std::span<const Sampled> tasks) {
  const auto key = [](const Sampled& task) { return std::tuple(task.origin.begin, task.origin.generator); };
  Samples sorted(tasks.begin(), tasks.end());
  std::ranges::stable_sort(sorted, {}, key);
  const auto [first, last] = std::ranges::unique(sorted, {}, key);
  sorted.erase(first, last);
  return sorted;
}

/// Calls `use` with all that began at one place, place after place.
template <typename Use>
void for_each_group(const Samples& sorted, Use use) {
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::find_if(first, sorted.end(),
                                   [first](const Sampled& task) { return task.origin.begin != first->origin.begin; });
    use(Group(first, last));
    first = last;
  }
}

std::string variance_of_the_mean(const Samples& sorted, double level) {
  double squares = 0;
  double means = 0;
  for_each_group(sorted, [&](Group group) {
    double sum = 0;
    double known = 0;
    for (const Sampled& task : group) {
      sum += task.deviation.value_or(0);
      known += task.deviation ? 1 : 0;
    }
    if (known >= 2) {
      squares += sum * sum / known;
      ++means;
    }
  });
  if (means == 0) {
    return {};
  }
  const boost::math::chi_squared expected(means);
  if (2 * std::min(cdf(expected, squares), cdf(complement(expected, squares))) >= level) {
    return {};
  }
  return fmt::format("variance of the mean: of settings that began at the same place of different generators it is "
                     "{:.3g} times that of independent ones (of {} means); give every setting a stream of its own",
                     squares / means, means);
}

std::string duplicate_streams(std::span<const Sampled> tasks, int bits, double level) {
  std::map<std::uint64_t, std::map<std::uint64_t, double>> generators_of; // by bits of a first draw: tasks a generator
  for (const Sampled& task : tasks) {
    ++generators_of[task.origin.bits][task.origin.generator];
  }
  double pairs = 0;
  for (const auto& [draw, generators] : generators_of) {
    double before = 0;
    for (const auto& [generator, count] : generators) {
      pairs += before * count;
      before += count;
    }
  }
  const auto count = static_cast<double>(tasks.size());
  const double by_chance = std::ldexp(count * (count - 1) / 2, -bits);
  if (pairs == 0 || cdf(complement(boost::math::poisson(by_chance), pairs - 1)) >= level) {
    return {};
  }
  return fmt::format("duplicate streams: {} pairs of settings began with the same draw of different generators; seed "
                     "every generator differently, or take a counter-based one",
                     pairs);
}

std::string serial_correlation(const Samples& sorted, int bits, double level) {
  const std::uint64_t random = ~std::uint64_t{0} >> (64 - bits);
  double pairs = 0;
  double agreeing = 0;
  for_each_group(sorted, [&](Group group) {
    for (std::size_t i = 1; i < group.size(); ++i) {
      const std::uint64_t different = (group[i - 1].origin.bits ^ group[i].origin.bits) & random;
      pairs += different != 0 ? 1 : 0;
      agreeing += different != 0 ? bits - std::popcount(different) : 0;
    }
  });
  const double compared = pairs * bits;
  // P(|agreeing - compared / 2| >= distance) <= 2 exp(-2 distance^2 / compared)
  if (std::abs(agreeing - compared / 2) <= std::sqrt(compared * std::log(2 / level) / 2)) {
    return {};
  }
  return fmt::format(
      "serial correlation: {:.1f} % of the bits of draws agree that are at the same place of neighbouring "
      "streams, of independent ones 50 % (of {} pairs); take a generator made for parallel streams",
      100 * agreeing / compared, pairs);
}

std::string lost_draws(std::span<const Sampled> tasks) {
  struct Count {
    std::uint64_t taken = 0;
    std::uint64_t given = 0;
  };
  std::map<std::uint64_t, Count> generators;
  for (const Sampled& task : tasks) {
    Count& count = generators[task.origin.generator];
    count.taken += task.draws;
    count.given = std::max(count.given, task.origin.end);
  }
  std::uint64_t lost = 0;
  std::uint64_t taken = 0;
  for (const auto& [generator, count] : generators) {
    lost += count.taken > count.given ? count.taken - count.given : 0;
    taken += count.taken;
  }
  if (lost == 0) {
    return {};
  }
  return fmt::format("lost draws: of {} draws {} were taken again that others had taken; let no two workers share a "
                     "generator without a lock",
                     taken, lost);
}

} // namespace

std::vector<std::string> doubts(std::span<const Sampled> tasks, int bits, double level) {
  const Samples sorted = by_place(tasks);
  std::vector<std::string> found{variance_of_the_mean(sorted, level), duplicate_streams(tasks, bits, level),
                                 serial_correlation(sorted, bits, level), lost_draws(tasks)};
  std::erase(found, "");
  return found;
}

} // namespace sweep
