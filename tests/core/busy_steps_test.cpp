#include "core/busy_steps.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(BusySteps, ComeToTheSameStateInOnePieceAsInSeveral) {
  EXPECT_EQ(take_steps(0, 7), 7);
  EXPECT_EQ(take_steps(1, 1), 6364136223846793005 + 1442695040888963407);
  EXPECT_EQ(take_steps(100, take_steps(28, 7)), take_steps(128, 7));
}

} // namespace
} // namespace sweep
