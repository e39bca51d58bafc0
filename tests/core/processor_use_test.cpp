#include "core/processor_use.hpp"

#include <gtest/gtest.h>

#include "core/affinity.hpp"
#include "core/proc_text.hpp"

namespace sweep {
namespace {

const std::string stat = "cpu  700 70 170 1000 80 10 20 500 3 0\n"
                         "cpu0 100 10 20 500 40 3 5 250 1 0\n"
                         "cpu1 600 60 150 500 40 7 15 250 2 0\n"
                         "cpu10 1 1 1 1 1 1 1 1 0 0\n"
                         "intr 418061 0\n"
                         "ctxt 5\n";

TEST(BusySeconds, AddUpWhatProcessesTookOfTheHardwareThreadsAskedFor) {
  EXPECT_DOUBLE_EQ(busy_seconds({0}, stat), 138 * busy_resolution());
  EXPECT_DOUBLE_EQ(busy_seconds({0, 1}, stat), 970 * busy_resolution());
  EXPECT_DOUBLE_EQ(busy_seconds({10, 99}, stat), 5 * busy_resolution());
}

TEST(BusySeconds, AreNoneWhereTheSystemDoesNotTell) {
  EXPECT_EQ(busy_seconds({0, 1}, ""), 0);
}

TEST(BusySeconds, AreSomeHere) {
  EXPECT_GT(busy_seconds(allowed_hardware_threads(), proc_text("/proc/stat")), 0);
}

TEST(StolenSeconds, AreTheEighthNumberOfTheSum) {
  EXPECT_DOUBLE_EQ(stolen_seconds(stat), 500 * busy_resolution());
  EXPECT_EQ(stolen_seconds(""), 0);
}

} // namespace
} // namespace sweep
