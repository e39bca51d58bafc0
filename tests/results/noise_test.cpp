#include "results/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "results/judgement.hpp"
#include "several_launches.hpp"

namespace sweep {
namespace {

TEST(Spread, IsThatOfTheLogarithmsAroundTheMeanOfEachGroup) {
  const double one = std::exp(0.01);
  const double two = std::exp(0.02);
  const std::vector<std::vector<double>> groups{{1, two, one}, {10 * one, 10}, {}};
  const auto spread = spread_of(groups);
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->launches, 5);
  EXPECT_EQ(spread->degrees_of_freedom, 3);
  EXPECT_NEAR(spread->deviation, std::sqrt((2 * 1e-4 + 2 * 0.25e-4) / 3), 1e-12);
  EXPECT_NEAR(spread->range, 0.02, 1e-12);
}

TEST(Spread, IsNotKnownOfThreeLaunchesOrOfOneOfEachLabel) {
  EXPECT_FALSE(spread_of(std::vector<std::vector<double>>{{1, 2, 3}}));
  EXPECT_FALSE(spread_of(std::vector<std::vector<double>>{{1}, {2}, {3}, {4}}));
  EXPECT_TRUE(spread_of(std::vector<std::vector<double>>{{1, 2}, {3, 4}}));
}

constexpr Spread one_percent{.launches = 10, .degrees_of_freedom = 9, .deviation = 0.01, .range = 0.03};

TEST(SmallestChange, IsNoneWhereSoFewLaunchesDecideNothing) {
  EXPECT_TRUE(std::isnan(Sight(10).smallest_change(one_percent, 5)));
  EXPECT_FALSE(std::isnan(Sight(10).smallest_change(one_percent, 6)));
  EXPECT_FALSE(std::isnan(Sight(1).smallest_change(one_percent, 5)));
  // (3.19657 + 1.73406) x 0.01 x sqrt(2 / 10 x pi / 2.4), with scipy.stats.t.isf(0.0025, 18) and isf(0.05, 18)
  EXPECT_NEAR(Sight(10).smallest_change(one_percent, 10), std::expm1(0.0252284), 1e-6);
}

TEST(SmallestChange, IsWhatSoManyLaunchesAreNeededFor) {
  const Sight sight(10);
  for (const std::int64_t launches : {7, 10, 40, 1000}) {
    const double change = sight.smallest_change(one_percent, launches);
    EXPECT_EQ(sight.launches_for(one_percent, change * 1.0001), launches);
    EXPECT_NE(sight.launches_for(one_percent, change * 0.9999), launches);
  }
  EXPECT_EQ(sight.launches_for(one_percent, 1), 6); // the fewest that decide between ten cases
  EXPECT_FALSE(sight.launches_for(one_percent, 1e-4));
}

TEST(SmallestChange, IsFoundInNineteenOfTwentyComparisons) {
  SplitMix random(8);
  for (const std::size_t launches : {10U, 20U, 40U}) {
    const double factor = 1 + Sight(10).smallest_change(one_percent, static_cast<std::int64_t>(launches));
    int found = 0;
    for (int i = 0; i < 400; ++i) {
      std::vector<CaseLaunches> cases;
      for (int each = 0; each < 10; ++each) {
        cases.push_back({.base = test::noisy(1, launches, 0.01, random),
                         .other = test::noisy(each == 0 ? factor : 1, launches, 0.01, random)});
      }
      found += judge(cases, 1e-9)[0].verdict == Verdict::slower ? 1 : 0;
    }
    EXPECT_GE(found, 380 - 3 * 5) << launches; // three standard deviations
  }
}

TEST(Noise, HasARowForEachCaseWithFourLaunchesThatCount) {
  SplitMix random(9);
  Result result = test::several_launches(
      {test::noisy(1, 6, 0.01, random), test::noisy(2, 6, 0.02, random), test::noisy(3, 6, 0.01, random)});
  // Of the last case three launches have one repetition fewer than counts.
  std::erase_if(result.samples,
                [](const Sample& each) { return each.case_index == 2 && each.launch < 3 && each.repetition % 3 == 0; });
  const Table table = noise_table(result);
  EXPECT_EQ(table.get<std::int64_t>("case"), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(table.get<std::int64_t>("launches"), (std::vector<std::int64_t>{6, 6}));
  EXPECT_GT(table.get<double>("spread")[1], table.get<double>("spread")[0]);
  EXPECT_FALSE(std::isnan(table.get<double>("change_5")[0])) << "five launches decide between two cases";
  EXPECT_NEAR(table.get<double>("median_s")[1], 2, 0.1);
}

TEST(Noise, LeavesOutThatLabelsDiffer) {
  SplitMix random(10);
  std::vector<double> medians = test::noisy(1, 8, 0.01, random);
  Result result = test::several_launches({medians});
  const double together = noise_table(result).get<double>("spread")[0];
  for (std::size_t i = 0; i < 8; i += 2) {
    result.launches[i].label = "A";
    medians[i] *= 3;
  }
  Result changed = test::several_launches({medians});
  changed.launches = result.launches;
  EXPECT_NEAR(noise_table(changed).get<double>("spread")[0], together, 0.5 * together);
}

TEST(Noise, HasNoRowsOfOneLaunch) {
  EXPECT_EQ(noise_table(test::several_launches({{1.0}, {2.0}})).rows(), 0U);
  EXPECT_EQ(noise_table(Result{}).rows(), 0U);
}

} // namespace
} // namespace sweep
