#include "core/busy_steps.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(BusySteps, ComeToTheSameStateInOnePieceAsInSeveral) {
  EXPECT_EQ(take_steps(0, 7), 7);
  EXPECT_EQ(take_steps(1, 1), 6364136223846793005 + 1442695040888963407);
  EXPECT_EQ(take_steps(100, take_steps(28, 7)), take_steps(128, 7));
}

TEST(BusySteps, TakeATimeThatAProcessorMayNeedForOne) {
  const Seconds step = seconds_a_step();
  EXPECT_GT(step, 1e-10);
  EXPECT_LT(step, 1e-7); // also under a sanitizer
}

TEST(BusySteps, TakeLittleMoreInALoopOfAnInterpreter) {
  const LoopTimes times = loop_times();
  EXPECT_GT(times.step, 1e-10);
  EXPECT_GE(times.round, 0);
  EXPECT_LT(times.round, 1e-6); // also under a sanitizer
}

} // namespace
} // namespace sweep
