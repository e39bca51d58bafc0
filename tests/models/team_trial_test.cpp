#include "models/team_trial.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/process.hpp"

namespace sweep {
namespace {

TEST(TeamTrial, LeavesNoThreadBehind) {
  const std::int64_t before = thread_count();
  for (const std::size_t threads : {1U, 2U, 40U}) {
    try_out_team(threads, 0);
    EXPECT_EQ(thread_count(), before);
  }
}

std::optional<std::int64_t> stack_for(const char* variable, const char* text) {
  setenv(variable, text, 1);
  const std::optional<std::int64_t> stack = openmp_stack();
  unsetenv(variable);
  return stack;
}

TEST(OpenmpStack, IsReadAsOpenmpDoes) {
  EXPECT_EQ(openmp_stack(), std::nullopt);
  EXPECT_EQ(stack_for("OMP_STACKSIZE", "512"), 512 << 10) << "KiB where nothing is said";
  EXPECT_EQ(stack_for("OMP_STACKSIZE", "65536B"), 65536);
  EXPECT_EQ(stack_for("OMP_STACKSIZE", " 4 m "), 4 << 20);
  EXPECT_EQ(stack_for("OMP_STACKSIZE", "1G"), 1 << 30);
  EXPECT_EQ(stack_for("GOMP_STACKSIZE", "64"), 64 << 10);
  EXPECT_EQ(stack_for("OMP_STACKSIZE", "much"), std::nullopt);
}

} // namespace
} // namespace sweep
