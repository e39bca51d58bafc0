#include "core/two_modes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

TEST(TwoModes, AreFoundWithTheirMediansAndCounts) {
  const auto found = two_modes(std::array{12.1, 13.4, 12.0, 13.5, 12.2, 12.1, 13.3, 12.0, 13.4, 12.1}, 0.01);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->low, 12.1);
  EXPECT_DOUBLE_EQ(found->high, 13.4);
  EXPECT_EQ(found->low_count, 6U);
  EXPECT_EQ(found->high_count, 4U);
}

TEST(TwoModes, AreNotMadeOfOneOutlier) {
  EXPECT_FALSE(two_modes(std::array{1.0, 1.01, 1.02, 1.01, 1.0, 1.03, 1.02, 1.0, 1.01, 9.0}, 0.05));
}

TEST(TwoModes, AreNotSeenInFiveValuesOrInEqualOnes) {
  EXPECT_FALSE(two_modes(std::array{1.0, 1.0, 1.0, 9.0, 9.0}, 0.05));
  EXPECT_FALSE(two_modes(std::array{2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0}, 0.05));
  EXPECT_FALSE(two_modes({}, 0.05));
}

/// In how many of `trials` samples of that size two modes are seen.
template <typename Draw>
int seen(std::size_t size, double level, int trials, const Draw& draw) {
  SplitMix random(size);
  int count = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> sample(size);
    for (double& each : sample) {
      each = draw(random);
    }
    count += two_modes(sample, level) ? 1 : 0;
  }
  return count;
}

TEST(TwoModes, AreSeenWithAtMostThatProbabilityWhereValuesAreSpreadEvenly) {
  const auto even = [](SplitMix& random) { return random.next_unit(); };
  for (const std::size_t size : {6U, 7U, 10U, 15U, 20U, 40U}) {
    const int count = seen(size, 0.05, 4000, even);
    EXPECT_LE(count, 200 + 4 * 14) << size; // four standard deviations
    EXPECT_GE(count, 100) << size;          // and the level is not far from being reached
  }
}

TEST(TwoModes, AreSeldomSeenInOneHeap) {
  const auto heap = [](SplitMix& random) { // of a logistic distribution
    const double u = random.next_unit();
    return std::log((u + 1e-12) / (1 - u));
  };
  for (const std::size_t size : {10U, 20U, 40U}) {
    EXPECT_LE(seen(size, 0.05, 4000, heap), 200 + 4 * 14) << size;
  }
}

TEST(TwoModes, AreSeenMostlyWhereThereAreTwo) {
  const auto two = [](SplitMix& random) { return random.next_unit() + (random.next_unit() < 0.4 ? 4 : 0); };
  for (const std::size_t size : {10U, 20U, 40U}) {
    EXPECT_GE(seen(size, 0.05, 1000, two), 800) << size;
  }
}

} // namespace
} // namespace sweep
