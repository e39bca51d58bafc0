#include "core/affinity.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <thread>
#include <vector>

namespace sweep {
namespace {

/// Puts the calling thread's hardware threads back at the end of a test.
class HardwareThreads : public testing::Test {
 protected:
  void TearDown() override { restrict_to(before_); }
  const std::vector<int>& before() const { return before_; }

 private:
  std::vector<int> before_ = allowed_hardware_threads();
};

TEST_F(HardwareThreads, AreSomeAndAscending) {
  ASSERT_FALSE(before().empty());
  EXPECT_GE(before().front(), 0);
  EXPECT_TRUE(std::ranges::is_sorted(before(), std::less_equal{}));
}

TEST_F(HardwareThreads, AreThoseTheThreadIsRestrictedTo) {
  for (const int number : before()) {
    restrict_to({number});
    EXPECT_EQ(allowed_hardware_threads(), std::vector{number});
  }
  restrict_to(before());
  EXPECT_EQ(allowed_hardware_threads(), before());
}

TEST_F(HardwareThreads, ArePassedOnToThreadsStartedFromThenOn) {
  restrict_to({before().back()});
  std::vector<int> seen;
  std::thread([&seen] { seen = allowed_hardware_threads(); }).join();
  EXPECT_EQ(seen, std::vector{before().back()});
}

TEST_F(HardwareThreads, StayAsTheyAreWhenNoneOfThoseAskedForMayBeUsed) {
  restrict_to({});
  EXPECT_EQ(allowed_hardware_threads(), before());
  restrict_to({1023}); // the last that fits the mask: there is hardly a node that has it
  EXPECT_EQ(allowed_hardware_threads(), before());
}

TEST_F(HardwareThreads, BeyondTheFirst1024AreNotLostOnTheWayToTheSystem) {
  restrict_to({before().front(), 5000});
  EXPECT_EQ(allowed_hardware_threads(), std::vector{before().front()});
}

TEST(Affinity, IsAskedForWithLargerSetsUntilTheSystemHasRoom) {
  std::vector<std::size_t> asked;
  const Affinity found = affinity([&asked](std::size_t bytes, cpu_set_t* set) {
    asked.push_back(bytes * 8);
    if (asked.back() < 4096) {
      return EINVAL;
    }
    CPU_SET_S(3, bytes, set);
    CPU_SET_S(4000, bytes, set);
    return 0;
  });
  EXPECT_EQ(asked, (std::vector<std::size_t>{1024, 2048, 4096}));
  EXPECT_EQ(found.hardware_threads, (std::vector{3, 4000}));
  EXPECT_EQ(found.refusal, "");
}

TEST(Affinity, IsAllHardwareThreadsAndTheSystemsWordsWhereItRefuses) {
  for (const int error : {EINVAL, EPERM, ENOSYS}) {
    const Affinity found = affinity([error](std::size_t, cpu_set_t*) { return error; });
    ASSERT_FALSE(found.hardware_threads.empty());
    EXPECT_EQ(found.hardware_threads.front(), 0);
    EXPECT_NE(found.refusal, "");
  }
}

} // namespace
} // namespace sweep
