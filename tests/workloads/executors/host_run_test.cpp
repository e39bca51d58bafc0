#include <gtest/gtest.h>

#include "workloads/executors/measuring_host.hpp"

namespace sweep {
namespace {

TEST(HostRunTest, LeavesOutForWhatOthersHadItsProcessor) {
  EXPECT_DOUBLE_EQ((HostRun{.wall = 1.0, .processor = 0.5, .ready = 0.25, .stolen = 0.125}.undisturbed()), 0.625);
}

TEST(HostRunTest, TakesNoLessThanItComputed) {
  EXPECT_DOUBLE_EQ((HostRun{.wall = 1.0, .processor = 0.9, .ready = 0.2, .stolen = 0.1}.undisturbed()), 0.9);
}

TEST(HostRunTest, ComputesNoLongerThanItRanEvenIfItHadThreads) {
  EXPECT_DOUBLE_EQ((HostRun{.wall = 1.0, .processor = 1.8}.computed()), 1.0);
}

} // namespace
} // namespace sweep
