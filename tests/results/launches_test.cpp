#include "results/launches.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

using Numbers = std::vector<std::int64_t>;

LaunchRecord launch_that(std::int64_t number, std::int64_t continues) {
  return {.launch = number, .continues = continues};
}

TEST(WholeLaunches, AreThoseThatGoOnWithNoOther) {
  EXPECT_EQ(whole_launches({}), 0);
  EXPECT_EQ(whole_launches({{.launch = 0}, {.launch = 1, .continues = 0}, {.launch = 2}}), 2);
}

TEST(GoingTogether, AreTheLaunchesOfWhichEachWentOnWithTheOneBefore) {
  EXPECT_EQ(going_together({launch_that(0, -1)}), (Numbers{0}));
  EXPECT_EQ(going_together({launch_that(0, -1), launch_that(1, 0)}), (Numbers{0, 1}));
  EXPECT_EQ(
      going_together({launch_that(0, -1), launch_that(1, 0), launch_that(2, -1), launch_that(3, 2), launch_that(4, 3)}),
      (Numbers{2, 3, 4}));
}

} // namespace
} // namespace sweep
