#include "watch/lookout.hpp"

#include "watch/watch_times.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

constexpr Instant second = 1'000'000'000;
constexpr Seconds limit = 20;
constexpr Seconds pause = 5;

/// Two others, of which both beat and the lookout looks once a second, on a clock of its own.
class LookoutTest : public testing::Test {
 protected:
  std::vector<std::size_t> pass(int seconds, const std::vector<std::size_t>& beating) {
    std::vector<std::size_t> lost;
    for (int passed = 0; passed < seconds; ++passed) {
      time_ += second;
      for (const std::size_t other : beating) {
        lookout_.heard(other, time_);
      }
      lost = lookout_.look(time_);
    }
    return lost;
  }

  using Others = std::vector<std::size_t>;

  Instant time_ = 1'000 * second;
  Lookout lookout_{2, limit, pause, time_};
};

TEST_F(LookoutTest, LosesNobodyWhoBeats) {
  EXPECT_EQ(pass(1'000, {0, 1}), Others{});
}

TEST_F(LookoutTest, LosesWhoHasBeenSilentForTheLimitAndNotBefore) {
  pass(3, {0, 1});
  EXPECT_EQ(pass(19, {0}), Others{});
  EXPECT_EQ(pass(1, {0}), Others{1});
  EXPECT_EQ(lookout_.silence(1, time_), limit);
}

TEST_F(LookoutTest, ForgivesWhoIsLateAndCountsAnewFromThere) {
  pass(3, {0, 1});
  EXPECT_EQ(pass(19, {0}), Others{});
  EXPECT_EQ(pass(1, {0, 1}), Others{});
  EXPECT_EQ(pass(19, {0}), Others{});
  EXPECT_EQ(pass(1, {0}), Others{1});
}

TEST_F(LookoutTest, CountsAnewAfterItWasStoppedItself) {
  pass(3, {0, 1});
  time_ += 3'600 * second; // in which others beat, or did not: nobody looked
  EXPECT_EQ(lookout_.look(time_), Others{});
  EXPECT_EQ(pass(19, {0}), Others{});
  EXPECT_EQ(pass(1, {0}), Others{1});
}

TEST_F(LookoutTest, IsNotHeldUpByLooksThatAreABitLate) {
  pass(3, {0, 1});
  for (int look = 0; look < 5; ++look) { // 4 s apart, as on a machine that is busy
    EXPECT_EQ(lookout_.look(time_), Others{}) << look;
    time_ += 4 * second;
    lookout_.heard(0, time_);
  }
  EXPECT_EQ(lookout_.look(time_), Others{1});
}

TEST_F(LookoutTest, LosesNobodyWhoWasNeverHeard) {
  EXPECT_EQ(pass(100, {0}), Others{});
  EXPECT_EQ(lookout_.unknown(), Others{1});
  EXPECT_EQ(lookout_.silence(1, time_), 0);
}

TEST_F(LookoutTest, LosesBothWhereBothAreSilent) {
  pass(1, {0, 1});
  EXPECT_EQ(pass(20, {}), (Others{0, 1}));
}

/// The seconds from a loss until it is found by a watchdog of that limit, which looks each so many seconds.
/// @param beat  of the one that is lost, so long before
Seconds found_after(Seconds limit, const WatchTimes& times, Seconds between_looks, Seconds beat) {
  const auto in_ns = [](Seconds time) { return static_cast<Instant>(time * 1e9); };
  const Instant begin = 1'000 * second;
  Lookout lookout(1, limit, times.pause, begin);
  Instant time = begin + in_ns(beat);
  lookout.heard(0, begin);
  const Instant lost = time;
  while (lookout.look(time).empty()) {
    time += in_ns(between_looks);
  }
  return seconds_between(lost, time);
}

TEST(WatchTimes, HasALossFoundAndAllRanksEndedWithin30SecondsByDefault) {
  constexpr Seconds asked = 30;
  const WatchTimes times(20);
  for (const Seconds beat : {0.0, times.interval / 2, times.interval}) {
    for (const Seconds lost : {times.rank_limit, times.node_limit}) {
      const Seconds found = found_after(lost, times, times.interval, beat);
      EXPECT_LE(found + std::max(times.teller_ends, times.others_end), asked);
      EXPECT_GE(found, lost - times.interval);
      const Seconds busy = 0.99 * times.pause; // as late as a look may be that does not count anew
      EXPECT_LE(found_after(lost, times, busy, beat), asked);
    }
  }
}

} // namespace
} // namespace sweep
