#include "core/proc_text.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

namespace sweep {
namespace {

constexpr std::string_view status = "Name:\tx\nVmPeak:\t   7 kB\nVmHWM:\t 1234 kB\nThreads:\t3";

TEST(NumberAfter, IsTheOneOfTheLineThatBeginsSo) {
  EXPECT_EQ(number_after(status, "VmHWM:"), 1234);
  EXPECT_EQ(number_after(status, "Threads:"), 3);
}

TEST(NumberAfter, IsNoneWhereThereIsNoSuchLineOrNoNumber) {
  EXPECT_EQ(number_after(status, "HWM:"), 0);
  EXPECT_EQ(number_after(status, "Name:"), 0);
  EXPECT_EQ(number_after("", "Name:"), 0);
}

TEST(TakeNumber, TakesOneAfterTheOther) {
  std::string_view text = " 12\t-3 x";
  EXPECT_EQ(take_number(text), 12);
  EXPECT_EQ(take_number(text), -3);
  EXPECT_EQ(take_number(text), 0);
}

TEST(ProcText, IsTheWholeFileHoweverLong) {
  EXPECT_EQ(number_after(proc_text("/proc/self/status"), "Pid:"), getpid());
  EXPECT_EQ(proc_text("/proc/self/no such file"), "");
  const std::string names = proc_text("/proc/kallsyms");
  EXPECT_TRUE(names.empty() || names.ends_with('\n')) << "longer than a page, many times";
}

} // namespace
} // namespace sweep
