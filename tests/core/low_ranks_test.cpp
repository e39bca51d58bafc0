#include "core/low_ranks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

using Values = std::vector<double>;

std::vector<double> sorted(std::vector<double> values) {
  std::ranges::sort(values);
  return values;
}

/// The sum of the scores of `one`, whose values differ from those of `two`, by the definition.
int score_by_definition(const Values& one, const Values& two) {
  Values all = one;
  all.insert(all.end(), two.begin(), two.end());
  std::ranges::sort(all);
  const int ranked = static_cast<int>(std::max(one.size(), two.size()));
  int sum = 0;
  for (const double value : one) {
    sum += std::max(0, ranked - static_cast<int>(std::ranges::find(all, value) - all.begin()));
  }
  return sum;
}

/// Twice the share of all ways to share the values out in which the one sample scores at least so much.
double p_value_by_counting(const Values& base, const Values& other) {
  Values all = base;
  all.insert(all.end(), other.begin(), other.end());
  double least = 1;
  for (const auto* const sample : {&base, &other}) {
    const int seen = score_by_definition(*sample, sample == &base ? other : base);
    std::vector<int> chosen(all.size(), 0);
    std::fill(chosen.end() - std::ssize(*sample), chosen.end(), 1);
    int as_extreme = 0;
    int ways = 0;
    do {
      Values one;
      Values two;
      for (std::size_t i = 0; i < all.size(); ++i) {
        (chosen[i] == 1 ? one : two).push_back(all[i]);
      }
      as_extreme += score_by_definition(one, two) >= seen ? 1 : 0;
      ++ways;
    } while (std::ranges::next_permutation(chosen).found);
    least = std::min(least, static_cast<double>(as_extreme) / ways);
  }
  return std::min(1.0, 2 * least);
}

Values drawn(SplitMix& random, std::size_t count, double shift) {
  Values values(count);
  std::ranges::generate(values, [&] { return random.next_unit() + shift; });
  return sorted(values);
}

TEST(LowRanks, HasThePValueThatCountingAllWaysGives) {
  SplitMix random(1);
  for (const auto& [n, m] : {std::pair(1, 1), std::pair(4, 5), std::pair(5, 5), std::pair(3, 8), std::pair(6, 2)}) {
    const auto first = static_cast<std::size_t>(n);
    const auto second = static_cast<std::size_t>(m);
    for (int trial = 0; trial < 20; ++trial) {
      const Values base = drawn(random, first, 0);
      const Values other = drawn(random, second, 0.1 * trial - 1);
      EXPECT_NEAR(LowRanks(first, second).p_value(base, other), p_value_by_counting(base, other), 1e-12);
    }
  }
}

TEST(LowRanks, FindsInHalfDisturbedSamplesWhatTheUpperHalfHides) {
  // By hand: base has ranks 1 to 6 of 20 and scores 10 + 9 + … + 5 = 45 of 55; 45 or more are had in one of 62 ways.
  const Values base{1.00, 1.01, 1.02, 1.03, 1.04, 1.05, 3.0, 3.1, 3.2, 3.3};
  const Values other{1.10, 1.11, 1.12, 1.13, 1.14, 1.15, 3.05, 3.15, 3.25, 3.35};
  const LowRanks test(10, 10);
  EXPECT_LT(test.p_value(base, other), 0.05);
  EXPECT_NEAR(test.shift(base, other), 0.1, 0.03);
  const Interval interval = test.interval(base, other, 0.05);
  EXPECT_GT(interval.low, 0);
  EXPECT_LT(interval.high, 2);
}

TEST(LowRanks, IsTheOppositeWhenTheSamplesChangePlaces) {
  SplitMix random(2);
  for (int trial = 0; trial < 100; ++trial) {
    const Values base = drawn(random, 7, 0);
    const Values other = drawn(random, 9, 0.02 * trial - 1);
    const LowRanks test(7, 9);
    const LowRanks back(9, 7);
    EXPECT_EQ(test.p_value(base, other), back.p_value(other, base));
    EXPECT_NEAR(test.shift(base, other), -back.shift(other, base), 1e-12);
    const Interval interval = test.interval(base, other, 0.05);
    EXPECT_NEAR(interval.low, -back.interval(other, base, 0.05).high, 1e-12);
    EXPECT_NEAR(interval.high, -back.interval(other, base, 0.05).low, 1e-12);
    EXPECT_LE(interval.low, test.shift(base, other));
    EXPECT_GE(interval.high, test.shift(base, other));
  }
}

TEST(LowRanks, LeaveOutNoShiftJustWhereThePValueDoes) {
  SplitMix random(16);
  int excluded = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    Values one;
    Values two;
    for (int i = 0; i < 6; ++i) { // of few different values, so that there are ties
      one.push_back(std::floor(8 * random.next_unit()));
      two.push_back(std::floor(8 * random.next_unit()) + 2);
    }
    const LowRanks test(6, 6);
    const Interval interval = test.interval(sorted(one), sorted(two), 0.05);
    const bool excludes = interval.low > 0 || interval.high < 0;
    ASSERT_EQ(excludes, test.p_value(sorted(one), sorted(two)) <= 0.05) << trial;
    excluded += excludes ? 1 : 0;
  }
  EXPECT_GT(excluded, 100);
  EXPECT_LT(excluded, 1800);
}

TEST(LowRanks, EncloseTheShiftAsOftenAsTheySay) {
  SplitMix random(3);
  const LowRanks test(10, 10);
  int missed = 0;
  constexpr int trials = 4000;
  for (int trial = 0; trial < trials; ++trial) {
    Values base = drawn(random, 10, 0);
    Values other = drawn(random, 10, 0.3);
    for (Values* const each : {&base, &other}) {
      std::ranges::transform(*each, each->begin(), [&](double value) { return std::exp(4 * value); }); // a long tail
    }
    for (double& value : other) { // shifted by 5 exactly, once its own shift is taken away
      value = value / std::exp(1.2) + 5;
    }
    const Interval interval = test.interval(base, other, 0.05);
    missed += interval.low > 5 || interval.high < 5 ? 1 : 0;
  }
  EXPECT_LE(missed, 0.05 * trials + 3 * std::sqrt(0.05 * 0.95 * trials));
  EXPECT_GT(missed, 0.02 * trials); // no wider than it must be
}

TEST(LowRanks, HaveNoIntervalOfTooFewValues) {
  for (const double level : {0.05, 0.005, 5e-7}) {
    const std::size_t fewest = fewest_for_interval(level);
    for (const std::size_t count : {fewest - 1, fewest}) {
      Values sample(count);
      std::iota(sample.begin(), sample.end(), 1);
      const LowRanks test(count, count);
      EXPECT_EQ(test.suffice(level), count == fewest) << count << " at " << level;
      EXPECT_EQ(std::isnan(test.interval(sample, sample, level).low), count < fewest);
      EXPECT_EQ(std::isnan(test.interval(sample, sample, level).high), count < fewest);
    }
  }
  EXPECT_EQ(fewest_for_interval(0.05), 4U);  // 2 / binomial(8, 4) = 0.029
  EXPECT_EQ(fewest_for_interval(0.005), 6U); // 2 / binomial(12, 6) = 0.0022
  EXPECT_EQ(fewest_for_interval(5e-7), 13U); // 2 / binomial(26, 13) = 1.9e-7
}

TEST(LowRanks, FewOnOneSideMayLieBelowOrAboveManyOfTheOther) {
  const Values few{1, 2, 3};
  Values many(40);
  std::iota(many.begin(), many.end(), 10);
  EXPECT_NEAR(LowRanks(3, 40).p_value(few, many), 2 / 12341.0, 1e-12); // 2 / binomial(43, 3)
  EXPECT_NEAR(LowRanks(40, 3).p_value(many, {{60, 61, 62}}), 2 / 12341.0, 1e-12);
}

TEST(LowRanks, GoOnAsANormalDistributionWithNoMoreThanItsSmallError) {
  SplitMix random(5);
  for (const double shift : {0.0, 0.02, 0.05, 0.1}) {
    for (int trial = 0; trial < 20; ++trial) {
      Values base = drawn(random, 100, 0);
      const Values other = drawn(random, 100, shift);
      const double exact = LowRanks(100, 100).p_value(base, other);
      base.push_back(10); // of the upper half, which is not looked at
      const double approximated = LowRanks(101, 100).p_value(base, other);
      EXPECT_NEAR(approximated, exact, 0.1 * exact + 0.03);
    }
  }
}

TEST(LowRanksDeathTest, RefuseAnEmptySample) {
  EXPECT_DEATH(LowRanks(0, 3), "n > 0");
}

} // namespace
} // namespace sweep
