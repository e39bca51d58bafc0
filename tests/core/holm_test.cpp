#include "core/holm.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sweep {
namespace {

TEST(Holm, ReadsTheLeastAtAllTestsAndTheNextAtOneFewer) {
  // Holm (1979), the rule itself: 0.05 / 4, 0.05 / 3, and the two after the first that does not reject at its level.
  const auto levels = holm_levels(std::array{0.03, 0.01, 0.04, 0.015}, 0.05);
  EXPECT_DOUBLE_EQ(levels[1], 0.05 / 4); // rejects
  EXPECT_DOUBLE_EQ(levels[3], 0.05 / 3); // 0.015 <= 0.01667: rejects
  EXPECT_DOUBLE_EQ(levels[0], 0.05 / 2); // 0.03 > 0.025: does not
  EXPECT_DOUBLE_EQ(levels[2], 0.05 / 2); // and so 0.04 is not read at 0.05, at which it would reject
}

TEST(Holm, IsBonferronisCorrectionWhereNothingRejects) {
  for (const double level : holm_levels(std::array{0.5, 0.9, 0.1, 1.0, 0.02}, 0.05)) {
    EXPECT_DOUBLE_EQ(level, 0.01);
  }
}

TEST(Holm, LeavesALoneTestAlone) {
  EXPECT_EQ(holm_levels(std::array{0.04}, 0.05).front(), 0.05);
  EXPECT_TRUE(holm_levels({}, 0.05).empty());
}

} // namespace
} // namespace sweep
