#include "core/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace sweep {
namespace {

Instant steady_now() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

TEST(SecondsBetween, ConvertsNanoseconds) {
  EXPECT_DOUBLE_EQ(seconds_between(0, 1), 1e-9);
  EXPECT_DOUBLE_EQ(seconds_between(1'000'000'000, 2'500'000'000), 1.5);
  EXPECT_DOUBLE_EQ(seconds_between(2'500'000'000, 1'000'000'000), -1.5);
  EXPECT_EQ(seconds_between(77, 77), 0);
}

TEST(SecondsBetween, KeepsNanosecondsApartAfterYearsOfUptime) {
  const Instant ten_years = 315'360'000'000'000'000;
  EXPECT_DOUBLE_EQ(seconds_between(ten_years, ten_years + 1), 1e-9);
}

TEST(Now, ReadsTheMonotonicClockOfTheNode) {
  const Instant before = steady_now();
  const Instant instant = now();
  const Instant after = steady_now();
  EXPECT_LE(before, instant);
  EXPECT_LE(instant, after);
}

TEST(SleepUntil, ReturnsWhenTheInstantHasPassed) {
  sleep_until(0);
  sleep_until(now());
}

TEST(ClockResolution, IsAtLeastANanosecond) {
  EXPECT_GE(clock_resolution(), 1e-9);
}

} // namespace
} // namespace sweep
