#include "models/paced_polling.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace sweep {
namespace {

Instant& injected_time() {
  static Instant time = 0;
  return time;
}

Instant injected_clock() {
  return injected_time();
}

/// A worker with a safe point every `gap`.
class Polled {
 public:
  /// How many safe points were polls.
  int pass(int safe_points, Instant gap) {
    int polls = 0;
    for (int i = 0; i < safe_points; ++i) {
      injected_time() += gap;
      polls += polling_.due() ? 1 : 0;
    }
    return polls;
  }

 private:
  PacedPolling polling_{injected_clock};
};

TEST(PacedPolling, PollsAtTheFirstSafePoint) {
  EXPECT_EQ(Polled().pass(1, 80), 1);
}

TEST(PacedPolling, PollsAtEverySafePointWhereTheseAreRare) {
  EXPECT_EQ(Polled().pass(100, 10'000), 100);
  EXPECT_EQ(Polled().pass(100, 1'000'000), 100);
}

TEST(PacedPolling, PollsEveryFewMicrosecondsWhereSafePointsAreClose) {
  for (const Instant gap : {20, 80, 300, 1000, 3000}) {
    Polled polled;
    polled.pass(10'000, gap);
    constexpr int safe_points = 100'000;
    const Instant between = safe_points * gap / polled.pass(safe_points, gap);
    EXPECT_GE(between, 5000) << gap;
    EXPECT_LE(between, 20'000) << gap;
  }
}

TEST(PacedPolling, PassesNoMoreSafePointsThanItsLongestStride) {
  Polled polled;
  polled.pass(10'000, 1);
  EXPECT_EQ(polled.pass(100 * static_cast<int>(PacedPolling::longest_stride), 1), 100);
}

TEST(PacedPolling, PollsAtEverySafePointAgainAfterOneStrideOfRareOnes) {
  Polled polled;
  polled.pass(10'000, 20);
  polled.pass(static_cast<int>(PacedPolling::longest_stride), 100'000);
  EXPECT_EQ(polled.pass(100, 100'000), 100);
}

} // namespace
} // namespace sweep
