#include "campaign/stopping.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

Stopping with(const Repetitions& rule, const std::vector<Seconds>& times) {
  Stopping stopping(rule);
  for (const Seconds time : times) {
    stopping.add(time);
  }
  return stopping;
}

constexpr Repetitions usual{.min = 5, .max = 50, .interval = 0.05};

TEST(Stopping, IsNotFinishedBeforeTheFirstRepetition) {
  EXPECT_FALSE(Stopping(usual).finished());
}

TEST(Stopping, DoesNotStopBeforeTheFewestHoweverPreciseTheMedian) {
  constexpr Repetitions rule{.min = 8, .max = 50, .interval = 0.05};
  const std::vector<Seconds> seven(7, 1.0);
  EXPECT_TRUE(with(rule, seven).precise());
  EXPECT_FALSE(with(rule, seven).finished());
  EXPECT_TRUE(with(rule, std::vector<Seconds>(8, 1.0)).finished());
}

TEST(Stopping, DoesNotGoOnAfterTheMostHoweverVagueTheMedian) {
  constexpr Repetitions rule{.min = 2, .max = 7, .interval = 0.05};
  EXPECT_FALSE(with(rule, {1, 9, 1, 9, 1, 9}).finished());
  EXPECT_TRUE(with(rule, {1, 9, 1, 9, 1, 9, 1}).finished());
  EXPECT_FALSE(with(rule, {1, 9, 1, 9, 1, 9, 1}).precise());
}

TEST(Stopping, NeedsSixRepetitionsForAnInterval) {
  EXPECT_FALSE(with(usual, std::vector<Seconds>(5, 1.0)).precise());
  EXPECT_FALSE(with(usual, std::vector<Seconds>(5, 1.0)).finished());
  EXPECT_TRUE(with(usual, std::vector<Seconds>(6, 1.0)).finished());
}

/// Of six values the 95 % interval of the median is from the smallest to the largest.
TEST(Stopping, StopsWhenTheIntervalIsAsNarrowAsAskedOnBothSides) {
  EXPECT_TRUE(with(usual, {0.96, 1, 1, 1, 1, 1.04}).finished());
  EXPECT_FALSE(with(usual, {0.94, 1, 1, 1, 1, 1.04}).finished());
  EXPECT_FALSE(with(usual, {0.96, 1, 1, 1, 1, 1.06}).finished());
  EXPECT_NEAR(with(usual, {0.94, 1, 1, 1, 1, 1.04}).half_width(), 0.06, 1e-12);
  EXPECT_NEAR(with(usual, {0.96, 1, 1, 1, 1, 1.07}).half_width(), 0.07, 1e-12);
}

/// Of nine values it is from the second to the eighth: one straggler no longer counts.
TEST(Stopping, IgnoresAStragglerOnceThereAreNine) {
  EXPECT_FALSE(with(usual, {1, 1, 1, 1, 1, 1, 1, 5}).finished());
  EXPECT_TRUE(with(usual, {1, 1, 1, 1, 1, 1, 1, 5, 1}).finished());
}

TEST(Stopping, MeasuresTheIntervalAsAFractionOfTheMedian) {
  EXPECT_NEAR(with(usual, {2e-6, 2e-6, 2e-6, 2e-6, 2e-6, 2.5e-6}).half_width(), 0.25, 1e-12);
}

TEST(Stopping, KeepsTheTimesInTheOrderTheyCame) {
  EXPECT_EQ(with(usual, {3, 1, 2}).times(), (std::vector<Seconds>{3, 1, 2}));
}

TEST(Stopping, DoesNotRestOnRepetitionsThatOthersDisturbed) {
  constexpr Repetitions rule{.min = 6, .max = 20, .interval = 0.05};
  Stopping stopping(rule);
  for (int i = 0; i < 12; ++i) {
    stopping.add(2.0, true); // as equal as can be
  }
  EXPECT_FALSE(stopping.precise());
  EXPECT_FALSE(stopping.finished());
  for (int i = 0; i < 5; ++i) {
    stopping.add(1.0);
  }
  EXPECT_FALSE(stopping.finished()) << "fewer quiet ones than the least";
  stopping.add(1.0);
  EXPECT_TRUE(stopping.finished());
  EXPECT_EQ(stopping.times().size(), 18) << "all are kept";
}

/// Within 1 % of each other, so that nothing but their order keeps them from being enough.
TEST(Stopping, DoesNotStopWhereRepetitionsThatFollowOneAnotherAreAlike) {
  std::vector<Seconds> rising{1, 1.001, 1.002, 1.003, 1.004, 1.005};
  EXPECT_TRUE(with(usual, rising).precise());
  EXPECT_TRUE(with(usual, rising).correlated());
  EXPECT_FALSE(with(usual, rising).finished());
  rising.insert(rising.end(), {1, 1.005}); // one more of each end
  EXPECT_FALSE(with(usual, rising).correlated());
  EXPECT_TRUE(with(usual, rising).finished());
}

TEST(Stopping, DoesNotGoOnAfterTheMostHoweverAlikeNeighboursAre) {
  EXPECT_TRUE(with({.min = 6, .max = 7, .interval = 0.05}, {1, 2, 3, 4, 5, 6, 7}).finished());
}

TEST(Stopping, AsksTheOrderOfQuietRepetitionsOnlyBeforeItStops) {
  Stopping stopping({.min = 6, .max = 50, .interval = 0.05});
  for (const double time : {1.0, 1.003, 1.001, 1.004, 1.002, 1.005}) {
    stopping.add(time);
    stopping.add(2 + time, true); // which rises and falls with it
  }
  EXPECT_TRUE(stopping.finished());
}

TEST(Stopping, DoesNotGoOnAfterTheMostWhereAllAreDisturbed) {
  Stopping stopping({.min = 2, .max = 7, .interval = 0.05});
  for (int i = 0; i < 7; ++i) {
    EXPECT_FALSE(stopping.finished());
    stopping.add(1.0, true);
  }
  EXPECT_TRUE(stopping.finished());
  EXPECT_FALSE(stopping.precise());
  EXPECT_TRUE(stopping.settled()) << "what it is of all, is another question";
}

} // namespace
} // namespace sweep
