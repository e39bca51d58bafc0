#include "workloads/streams/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <tuple>

namespace sweep {
namespace {

using Samples = std::vector<Sampled>;
using Group = std::span<const Sampled>;

std::uint64_t generator_of(const Sampled& task) {
  return task.origin.generator;
}

std::uint64_t place_of(const Sampled& task) {
  return task.origin.begin;
}

std::uint64_t first_draw_of(const Sampled& task) {
  return task.origin.bits;
}

/// Sorts by `first`, then by generator.
template <typename Key>
void sort_by(Key first, Samples& tasks) {
  std::ranges::sort(tasks, {}, [first](const Sampled& task) { return std::tuple(first(task), generator_of(task)); });
}

/// By place, then by generator; of tasks that began at the same place of the same generator one.
Samples by_place(Samples tasks) {
  sort_by(place_of, tasks);
  const auto are_same = [](const Sampled& one, const Sampled& other) {
    return place_of(one) == place_of(other) && generator_of(one) == generator_of(other);
  };
  tasks.erase(std::unique(tasks.begin(), tasks.end(), are_same), tasks.end());
  return tasks;
}

/// Calls `use` with all that have the same `key`, by which they are sorted, group after group.
template <typename Key, typename Use>
void for_each_group(Group sorted, Key key, Use use) {
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::find_if(first, sorted.end(), [&](const Sampled& task) { return key(task) != key(*first); });
    use(Group(first, last));
    first = last;
  }
}

double pairs_in(Group group) {
  const auto size = static_cast<double>(group.size());
  return size * (size - 1) / 2;
}

/// Whether a Poisson variable of that mean is as great as `count`, or greater, with a probability below `level`:
/// P(N >= n) <= exp(n - mean) (mean / n)^n where n > mean (Chernoff's bound: M. Mitzenmacher, E. Upfal, "Probability
/// and Computing", theorem 5.4). A closed form for any count: exact tails overflow where pairs are thousands.
bool is_too_many(double count, double mean, double level) {
  return count > mean && count - mean + count * std::log(mean / count) < std::log(level);
}

std::string variance_of_the_mean(const Samples& sorted, double level) {
  double squares = 0;
  double means = 0;
  for_each_group(sorted, place_of, [&](Group group) {
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

std::string duplicate_streams(Samples tasks, int bits, double level) {
  sort_by(first_draw_of, tasks);
  double pairs = 0;
  for_each_group(tasks, first_draw_of, [&](Group same_draw) {
    pairs += pairs_in(same_draw);
    for_each_group(same_draw, generator_of, [&](Group same_generator) { pairs -= pairs_in(same_generator); });
  });
  const double by_chance = std::ldexp(pairs_in(tasks), -bits);
  if (!is_too_many(pairs, by_chance, level)) {
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
  for_each_group(sorted, place_of, [&](Group group) {
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

std::string lost_draws(Samples tasks) {
  std::ranges::sort(tasks, {}, generator_of);
  std::uint64_t lost = 0;
  std::uint64_t taken = 0;
  for_each_group(tasks, generator_of, [&](Group same_generator) {
    std::uint64_t took = 0;
    std::uint64_t given = 0;
    for (const Sampled& task : same_generator) {
      took += task.draws;
      given = std::max(given, task.origin.end);
    }
    lost += took > given ? took - given : 0;
    taken += took;
  });
  if (lost == 0) {
    return {};
  }
  return fmt::format("lost draws: of {} draws {} were taken again that others had taken; let no two workers share a "
                     "generator without a lock",
                     taken, lost);
}

} // namespace

std::vector<std::string> doubts(const std::vector<Sampled>& tasks, int bits, double level) {
  const Samples sorted = by_place(tasks);
  std::vector<std::string> found{variance_of_the_mean(sorted, level), duplicate_streams(tasks, bits, level),
                                 serial_correlation(sorted, bits, level), lost_draws(tasks)};
  std::erase(found, "");
  return found;
}

} // namespace sweep
