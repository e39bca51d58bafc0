#include "profile/pressure.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(StalledSeconds, AreThoseOfSomePrograms) {
  const auto told = stalled_seconds("some avg10=51.09 avg60=40.01 avg300=36.52 total=14096748402\n"
                                    "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
  ASSERT_TRUE(told);
  EXPECT_DOUBLE_EQ(*told, 14096.748402);
}

TEST(StalledSeconds, AreNoneWhereTheSystemDoesNotTell) {
  EXPECT_FALSE(stalled_seconds(""));
  EXPECT_FALSE(stalled_seconds("full avg10=0.00 total=7\n"));
}

} // namespace
} // namespace sweep
