#include "coverage.hpp"

#include <gtest/gtest.h>

namespace sweep::test {
namespace {

/// Of so many, a share of 93 % that is found to be 95 % or more is no accident: four standard deviations.
constexpr std::int64_t trials = 2'000;
constexpr double claimed = 0.93;

/// The program coverage_table simulates more of it, also noise of 10 %, which takes most of the time, and finds 95 to
/// 99 %.
TEST(Coverage, IsWhatTheTableClaimsFromSixLaunchesOnWhateverTheNoise) {
  for (const Noise& noise : noises()) {
    if (noise.within >= 0.1) {
      continue;
    }
    for (const Coverage::OfLaunches& of : simulate(noise, trials, {6, 9}).of) {
      EXPECT_GE(of.interval, claimed) << noise.name << ", " << of.launches << " launches";
      EXPECT_GE(of.speedup, claimed) << noise.name << ", " << of.launches << " launches";
    }
  }
}

TEST(Coverage, OfOneLaunchIsThatOfItsOwnMedianWhereNoiseIsIndependent) {
  const Coverage found = simulate(noises().front(), trials, {1});
  EXPECT_GE(found.own_interval, claimed);
  EXPECT_GE(found.own_speedup, claimed);
  EXPECT_LT(found.correlated, 0.05);
  EXPECT_LT(found.repetitions, 8.5) << "the test of their order holds few up"; // 7.8; without it 7.5
}

/// Why the table does not say "95 %" of them.
TEST(Coverage, OfOneLaunchAndOfAFewIsLessWhereLaunchesDiffer) {
  const Coverage found = simulate({.name = "launches", .within = 0.03, .between = 0.05}, trials, {1, 3, 5});
  for (const Coverage::OfLaunches& of : found.of) {
    EXPECT_LT(of.interval, 0.75) << of.launches << " launches";
  }
}

TEST(Coverage, IsLessWhereRepetitionsAreCorrelatedAndTheRuleSaysSo) {
  const Coverage noisy = simulate({.name = "correlated", .within = 0.1, .correlation = 0.5}, trials, {1});
  EXPECT_LT(noisy.own_interval, 0.9);
  EXPECT_GT(noisy.correlated, 0.5);
  const Coverage independent = simulate({.name = "independent", .within = 0.1}, trials, {1});
  EXPECT_LT(independent.correlated, 0.06);
}

} // namespace
} // namespace sweep::test
