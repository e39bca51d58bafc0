#include "core/first_touch.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "core/errors.hpp"
#include "core/process.hpp"

namespace sweep {
namespace {

TEST(FirstTouch, MakesMemoryResidentAndGivesItBack) {
  constexpr std::int64_t bytes = std::int64_t{64} << 20U;
  reset_peak_resident_bytes();
  const std::int64_t before = resident_bytes();
  const FirstTouch times = touch_new_memory(bytes);
  EXPECT_LE(times.ready, times.touched);
  EXPECT_GE(peak_resident_bytes(), before + bytes / 2);
  EXPECT_LT(resident_bytes(), before + bytes / 2);
}

TEST(FirstTouch, OfNothingIsOver) {
  const FirstTouch times = touch_new_memory(0);
  EXPECT_LE(times.ready, times.touched);
}

TEST(FirstTouch, OfMoreThanThereIsSaysSo) {
  EXPECT_THROW(touch_new_memory(std::size_t{1} << 60U), SystemError);
}

} // namespace
} // namespace sweep
