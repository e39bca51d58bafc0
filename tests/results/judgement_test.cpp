#include "results/judgement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "several_launches.hpp"

namespace sweep {
namespace {

using test::noisy;

/// Ten cases of so many launches a side, of which the first one's times are `factor` times as long on the other side.
std::vector<CaseLaunches> ten_cases(std::size_t launches, double factor, double noise, SplitMix& random) {
  std::vector<CaseLaunches> cases;
  for (int i = 0; i < 10; ++i) {
    cases.push_back({.base = noisy(0.05, launches, noise, random),
                     .other = noisy(i == 0 ? 0.05 * factor : 0.05, launches, noise, random)});
  }
  return cases;
}

TEST(Judge, CallsACaseSlowerOrFasterAndTheOthersTheSame) {
  SplitMix random(1);
  for (const auto& [factor, expected] : {std::pair(1.1, Verdict::slower), std::pair(1 / 1.1, Verdict::faster)}) {
    const std::vector<Judgement> judgements = judge(ten_cases(10, factor, 0.005, random), 0.05);
    EXPECT_EQ(judgements[0].verdict, expected);
    EXPECT_NEAR(judgements[0].ratio, factor, 0.01);
    EXPECT_LT(judgements[0].interval.low, factor);
    EXPECT_GT(judgements[0].interval.high, factor);
    EXPECT_EQ(std::ranges::count(judgements, Verdict::same, &Judgement::verdict), 9);
  }
}

TEST(Judge, CallsAChangeWithinTheThresholdTheSame) {
  SplitMix random(2);
  EXPECT_EQ(judge(ten_cases(10, 1.03, 0.003, random), 0.05)[0].verdict, Verdict::same);
  EXPECT_EQ(judge(ten_cases(10, 1.03, 0.003, random), 0.01)[0].verdict, Verdict::slower);
}

TEST(Judge, GivesTheMirroredVerdictWhenTheSidesChangePlaces) {
  SplitMix random(3);
  std::vector<CaseLaunches> cases = ten_cases(10, 1.05, 0.004, random);
  const std::vector<Judgement> there = judge(cases, 0.05);
  for (CaseLaunches& each : cases) {
    std::swap(each.base, each.other);
  }
  const std::vector<Judgement> back = judge(cases, 0.05);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_NEAR(there[i].ratio * back[i].ratio, 1, 1e-12);
    EXPECT_NEAR(there[i].interval.low * back[i].interval.high, 1, 1e-12);
    EXPECT_EQ(there[i].verdict == Verdict::same, back[i].verdict == Verdict::same);
  }
}

TEST(Judge, LeavesOpenWhatTooFewLaunchesSayAndTellsHowManyMore) {
  SplitMix random(4);
  const std::vector<Judgement> judgements = judge(ten_cases(5, 2, 0.001, random), 0.05);
  EXPECT_EQ(judgements[0].verdict, Verdict::undecided); // 2 / binomial(10, 5) = 0.008 > 0.05 / 10
  EXPECT_TRUE(std::isnan(judgements[0].interval.low));
  EXPECT_EQ(judgements[0].more_launches, 1);
  EXPECT_EQ(judge(ten_cases(6, 2, 0.001, random), 0.05)[0].verdict, Verdict::slower);
}

TEST(Judge, TellsAboutHowManyMoreLaunchesDecideWhereTheNoiseIsTooWide) {
  SplitMix random(5);
  const std::vector<CaseLaunches> cases = ten_cases(8, 1, 0.05, random);
  const std::vector<Judgement> judgements = judge(cases, 0.02);
  ASSERT_EQ(judgements[1].verdict, Verdict::undecided);
  // The interval must shrink to 2 % at most, or to the estimate, and does as the root of the number of launches.
  const double half = std::log(judgements[1].interval.high / judgements[1].interval.low) / 2;
  const double shift = std::abs(std::log(judgements[1].ratio));
  const double needed = std::max(shift, std::log(1.02) - shift);
  EXPECT_NEAR(static_cast<double>(judgements[1].more_launches), 8 * (half * half / (needed * needed) - 1), 1);
}

TEST(Judge, LetsOneLaunchASideDecideNothing) {
  const std::vector<CaseLaunches> cases{{.base = {1.0}, .other = {2.0}}};
  const std::vector<Judgement> judgements = judge(cases, 0.05);
  EXPECT_EQ(judgements[0].verdict, Verdict::undecided);
  EXPECT_EQ(judgements[0].ratio, 2);
  EXPECT_EQ(judgements[0].more_launches, 3); // four a side are the fewest for one case
}

TEST(Judge, LetsOneLaunchASideDecideByKnownNoise) {
  const Spread noise{.launches = 10, .degrees_of_freedom = 9, .deviation = 0.01, .range = 0.005};
  const std::vector<CaseLaunches> cases{{.base = {1.0}, .other = {1.05}, .noise = noise},
                                        {.base = {1.0}, .other = {1.02}, .noise = noise}};
  const std::vector<Judgement> judgements = judge(cases, 0.02);
  // Student's t with 9 degrees, 2.6850 at 0.05 / 2 / 2 on one side, 2.2622 at 0.05 / 2: scipy.stats.t.isf
  EXPECT_EQ(judgements[0].verdict, Verdict::slower);
  EXPECT_TRUE(judgements[0].by_noise);
  EXPECT_NEAR(std::log(judgements[0].interval.high / 1.05), 2.6850 * 0.01 * std::sqrt(2), 1e-5);
  EXPECT_EQ(judgements[1].verdict, Verdict::undecided);
  EXPECT_NEAR(std::log(judgements[1].interval.high / 1.02), 2.2622 * 0.01 * std::sqrt(2), 1e-5);
}

TEST(Judge, BelievesNoDifferenceThatTheNoiseHasShown) {
  const Spread noise{.launches = 10, .degrees_of_freedom = 9, .deviation = 0.01, .range = 0.025};
  const std::vector<CaseLaunches> cases{{.base = {1.0}, .other = {1.05}, .noise = noise}};
  EXPECT_EQ(judge(cases, 0.02)[0].verdict, Verdict::undecided);
}

TEST(Judge, GoesByTheLaunchesWhereTheyAreEnoughThoughTheNoiseIsKnown) {
  SplitMix random(6);
  std::vector<CaseLaunches> cases = ten_cases(10, 1.1, 0.005, random);
  const std::vector<Judgement> without = judge(cases, 0.05);
  for (CaseLaunches& each : cases) {
    each.noise = Spread{.launches = 10, .degrees_of_freedom = 9, .deviation = 1, .range = 1};
  }
  const std::vector<Judgement> with = judge(cases, 0.05);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_FALSE(with[i].by_noise);
    EXPECT_EQ(with[i].interval.low, without[i].interval.low);
  }
}

TEST(Judge, SaysNothingOfACaseWithoutLaunches) {
  const std::vector<CaseLaunches> cases{{.base = {}, .other = {1, 2, 3}}, {.base = {1, 2, 3}, .other = {}}};
  for (const Judgement& each : judge(cases, 0.05)) {
    EXPECT_EQ(each.verdict, Verdict::undecided);
    EXPECT_TRUE(std::isnan(each.ratio));
  }
  EXPECT_TRUE(judge({}, 0.05).empty());
}

TEST(Judge, CallsAnyOfTenCasesDifferentInAtMostOneOfTwentyComparisonsOfTheSameProgram) {
  SplitMix random(7);
  constexpr int comparisons = 1000;
  int wrong = 0;
  for (int i = 0; i < comparisons; ++i) {
    const std::vector<Judgement> judgements = judge(ten_cases(10, 1, 0.01, random), 1e-9);
    wrong += std::ranges::any_of(judgements,
                                 [](const Judgement& each) {
                                   return each.verdict == Verdict::slower || each.verdict == Verdict::faster;
                                 })
                 ? 1
                 : 0;
  }
  EXPECT_LE(wrong, 50 + 3 * 7); // three standard deviations
  EXPECT_GE(wrong, 15);         // nor is the level thrown away
}

} // namespace
} // namespace sweep
