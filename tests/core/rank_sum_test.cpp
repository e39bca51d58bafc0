#include "core/rank_sum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

TEST(RankSumDistribution, IsThatOfScipy) { // scipy 1.10, mannwhitneyu's own distribution
  struct Row {
    std::size_t n;
    std::size_t m;
    std::size_t u;
    double probability;
  };
  for (const Row& row : {Row{3, 4, 2, 0.11428571428571428}, Row{5, 5, 2, 0.015873015873015872},
                         Row{10, 10, 23, 0.021628526272489117}, Row{8, 12, 20, 0.015710089703897756},
                         Row{20, 20, 130, 0.029781915780851795}, Row{50, 40, 700, 0.0072531001353953782},
                         Row{100, 100, 3500, 0.00011050617210444634}, Row{7, 9, 40, 0.82447552447552452}}) {
    EXPECT_NEAR(RankSumDistribution(row.n, row.m).at_most(row.u), row.probability, 1e-12 * row.probability);
    EXPECT_NEAR(RankSumDistribution(row.m, row.n).at_most(row.u), row.probability, 1e-12 * row.probability);
  }
}

TEST(RankSumDistribution, CountsTheOrdersOfSmallSamples) {
  // All ten orders of two and three values, by hand: U = 0 1 2 2 3 3 4 4 5 6.
  const RankSumDistribution distribution(2, 3);
  const std::array counts{1, 2, 4, 6, 8, 9, 10};
  for (std::size_t u = 0; u < counts.size(); ++u) {
    EXPECT_DOUBLE_EQ(distribution.at_most(u), counts[u] / 10.0) << u;
  }
  EXPECT_EQ(distribution.at_most(100), 1);
}

TEST(RankSumDistribution, GoesOnAsANormalOneWithNoMoreThanItsSmallError) {
  const RankSumDistribution exact(100, 100);
  const RankSumDistribution normal(101, 100);
  for (const double part : {0.30, 0.35, 0.40, 0.5, 0.6}) { // of n m; of nearly the same distribution, in its own units
    const auto u = static_cast<std::size_t>(part * 100 * 100);
    const double distance = (5000 - static_cast<double>(u)) / std::sqrt(100.0 * 100 * 201 / 12);
    const double moved = 5050 - distance * std::sqrt(101.0 * 100 * 202 / 12);
    EXPECT_NEAR(normal.at_most(static_cast<std::size_t>(std::lround(moved))), exact.at_most(u),
                0.02 * exact.at_most(u) + 3e-5);
  }
  EXPECT_EQ(normal.at_most(101 * 100), 1);
}

TEST(RankSumDistribution, GivesTheLargestRankWithinTheTail) {
  const RankSumDistribution distribution(10, 10);
  EXPECT_EQ(distribution.rank(0.025), 24); // the tables' critical value 23, and one
  for (const double tail : {1e-9, 5.4e-6, 1e-4, 0.0025, 0.1, 0.49}) {
    const std::size_t rank = distribution.rank(tail);
    EXPECT_GT(distribution.at_most(rank), tail);
    if (rank > 0) {
      EXPECT_LE(distribution.at_most(rank - 1), tail);
    }
  }
  EXPECT_EQ(distribution.rank(5.4e-6), 0); // 1 / binomial(20, 10) = 5.41e-6
  EXPECT_EQ(distribution.rank(5.5e-6), 1);
}

// The median, p-value and intervals from scipy's exact distribution and numpy's sorted differences.
const std::vector<double> base_sample{10.1, 10.4, 9.9, 10.2, 10.7, 10.3, 9.8, 10.6};
const std::vector<double> other_sample{10.9, 11.2, 10.35, 11.6, 10.8, 11.1, 11.4};

TEST(Shift, HasTheTestAndTheIntervalsOfScipy) {
  const RankSumDistribution distribution(base_sample.size(), other_sample.size());
  const std::vector<double> differences = differences_of(base_sample, other_sample);
  EXPECT_EQ(differences.size(), 56U);
  EXPECT_NEAR(summarise(differences).median, 0.8, 1e-12);
  EXPECT_NEAR(shift_p_value(differences, distribution), 0.0021756021756021756, 1e-15);
  const Interval wide = shift_interval(differences, distribution, 0.005);
  const Interval narrow = shift_interval(differences, distribution, 0.05);
  EXPECT_NEAR(wide.low, 0.1, 1e-12);
  EXPECT_NEAR(wide.high, 1.5, 1e-12);
  EXPECT_NEAR(narrow.low, 0.4, 1e-12);
  EXPECT_NEAR(narrow.high, 1.3, 1e-12);
}

TEST(Shift, IsTheOppositeWhenTheSamplesChangePlaces) {
  const RankSumDistribution distribution(base_sample.size(), other_sample.size());
  const Interval there = shift_interval(differences_of(base_sample, other_sample), distribution, 0.05);
  const Interval back = shift_interval(differences_of(other_sample, base_sample), distribution, 0.05);
  EXPECT_EQ(there.low, -back.high);
  EXPECT_EQ(there.high, -back.low);
  EXPECT_EQ(shift_p_value(differences_of(base_sample, other_sample), distribution),
            shift_p_value(differences_of(other_sample, base_sample), distribution));
}

TEST(Shift, HasNoIntervalOfTooFewValues) {
  for (const double level : {0.05, 0.005, 5e-7}) {
    const std::size_t fewest = fewest_for_shift_interval(level);
    for (const std::size_t count : {fewest - 1, fewest}) {
      std::vector<double> sample;
      for (std::size_t i = 0; i < count; ++i) {
        sample.push_back(static_cast<double>(i));
      }
      const Interval interval =
          shift_interval(differences_of(sample, sample), RankSumDistribution(count, count), level);
      EXPECT_EQ(std::isnan(interval.low), count < fewest) << count << " at " << level;
      EXPECT_EQ(std::isnan(interval.high), count < fewest);
    }
  }
  EXPECT_EQ(fewest_for_shift_interval(0.05), 4U);  // 2 / binomial(8, 4) = 0.029
  EXPECT_EQ(fewest_for_shift_interval(0.005), 6U); // 2 / binomial(12, 6) = 0.0022
  EXPECT_EQ(fewest_for_shift_interval(5e-7), 13U); // 2 / binomial(26, 13) = 1.9e-7
}

TEST(Shift, IsRefusedByTheTestJustWhereTheIntervalLeavesItOut) {
  SplitMix random(16);
  int excluded = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<double> one;
    std::vector<double> two;
    for (int i = 0; i < 6; ++i) { // of few different values, so that there are ties
      one.push_back(std::floor(8 * random.next_unit()));
      two.push_back(std::floor(8 * random.next_unit()) + 2);
    }
    const RankSumDistribution distribution(6, 6);
    const std::vector<double> differences = differences_of(one, two);
    const Interval interval = shift_interval(differences, distribution, 0.05);
    const bool excludes = interval.low > 0 || interval.high < 0;
    ASSERT_EQ(excludes, shift_p_value(differences, distribution) <= 0.05) << trial;
    excluded += excludes ? 1 : 0;
  }
  EXPECT_GT(excluded, 200);
  EXPECT_LT(excluded, 1800);
}

TEST(ShiftDeathTest, RefusesAnEmptySample) {
  EXPECT_DEATH(differences_of({}, base_sample), "empty");
  EXPECT_DEATH(RankSumDistribution(0, 3), "n > 0");
}

} // namespace
} // namespace sweep
