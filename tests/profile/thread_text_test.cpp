#include "profile/thread_text.hpp"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <string>

#include "core/processor_use.hpp"

namespace sweep {
namespace {

const std::string stat = "812 (a) b (c) D 17 812 812 34816 812 4194304 104 9 0 0 3 4 50 7 20 0 1 0 99 8000 300 "
                         "18446744073709551615 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 25 0 0\n";

TEST(ParseStat, TakesTheLastParenthesisForTheEndOfTheName) {
  const StatText parsed = parse_stat(stat);
  EXPECT_EQ(parsed.state, 'D');
  EXPECT_EQ(parsed.parent, 17);
  EXPECT_EQ(parsed.threads, 1);
  EXPECT_DOUBLE_EQ(parsed.children_processor, 57 * busy_resolution());
  EXPECT_DOUBLE_EQ(parsed.device_wait, 25 * busy_resolution());
}

TEST(ParseStat, SaysSoWhereThereIsNone) {
  EXPECT_EQ(parse_stat("").state, '?');
  EXPECT_EQ(parse_stat("12 (a").state, '?');
}

TEST(ParseSchedstat, IsInNanoseconds) {
  const SchedstatText parsed = parse_schedstat("2000000000 500000000 12\n");
  EXPECT_TRUE(parsed.told);
  EXPECT_DOUBLE_EQ(parsed.ran, 2);
  EXPECT_DOUBLE_EQ(parsed.ready, 0.5);
  EXPECT_FALSE(parse_schedstat("").told);
}

TEST(ParseSyscall, HasTheNumberAndTwoArguments) {
  const SyscallText parsed = parse_syscall("7 0x7ffd1000 0xa1 0xffffffff 0x0 0x0 0x0 0x7ffd 0x7f30\n");
  EXPECT_TRUE(parsed.told);
  EXPECT_EQ(parsed.number, 7);
  EXPECT_EQ(parsed.first, 0x7ffd1000U);
  EXPECT_EQ(parsed.second, 0xa1U);
  EXPECT_FALSE(parse_syscall("running\n").told);
  EXPECT_FALSE(parse_syscall("").told);
}

SyscallText call(std::int64_t number, std::uint64_t first = 1, std::uint64_t second = 1) {
  return {.number = number, .first = first, .second = second, .told = true};
}

TEST(WaitOf, GoesByTheSystemCall) {
  EXPECT_EQ(wait_of('S', call(SYS_clock_nanosleep), ""), Wait::sleep);
  EXPECT_EQ(wait_of('S', call(SYS_recvfrom), ""), Wait::socket);
  EXPECT_EQ(wait_of('S', call(SYS_futex), ""), Wait::lock);
  EXPECT_EQ(wait_of('S', call(SYS_wait4), ""), Wait::child);
  EXPECT_EQ(wait_of('S', call(SYS_epoll_pwait), ""), Wait::events);
}

TEST(WaitOf, TakesAPollOfNothingForASleep) {
  EXPECT_EQ(wait_of('S', call(SYS_ppoll, 0, 0), ""), Wait::sleep);
  EXPECT_EQ(wait_of('S', call(SYS_ppoll, 0x7ffd, 1), ""), Wait::events);
  EXPECT_EQ(wait_of('S', call(SYS_pselect6, 0), ""), Wait::sleep);
}

TEST(WaitOf, LooksAtWhatADescriptorRefersTo) {
  EXPECT_TRUE(uses_descriptor(call(SYS_read)));
  EXPECT_FALSE(uses_descriptor(call(SYS_futex)));
  EXPECT_EQ(wait_of('S', call(SYS_read), "socket:[31]"), Wait::socket);
  EXPECT_EQ(wait_of('S', call(SYS_read), "pipe:[31]"), Wait::pipe);
  EXPECT_EQ(wait_of('S', call(SYS_read), "/dev/pts/3"), Wait::terminal);
  EXPECT_EQ(wait_of('S', call(SYS_read), ""), Wait::untold);
}

TEST(WaitOf, IsADeviceInStateDButForAParentThatWaitsForANewProgram) {
  EXPECT_EQ(wait_of('D', call(SYS_write), "/data/x"), Wait::device);
  EXPECT_EQ(wait_of('D', {}, ""), Wait::device);
#ifdef SYS_vfork
  EXPECT_EQ(wait_of('D', call(SYS_vfork), ""), Wait::child);
#endif
}

TEST(WaitOf, IsNotGuessedWhereTheCallIsNotTold) {
  EXPECT_EQ(wait_of('S', {}, ""), Wait::untold);
  EXPECT_EQ(wait_of('T', {}, ""), Wait::stopped);
}

} // namespace
} // namespace sweep
