#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include <gtest/gtest.h>

namespace sweep::test {

/// That a program which another process has started ends by itself when that process is killed.
/// @param start  makes the program's handle, in the other process
template <typename Start>
void expect_to_end_with_its_owner(const Start& start) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0); // orphans become children of this process
  std::array<int, 2> told{};
  ASSERT_EQ(pipe2(told.data(), O_CLOEXEC), 0);
  const pid_t owner = fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    const auto handle = start();
    const pid_t process = handle.process();
    [[maybe_unused]] const ssize_t count = write(told[1], &process, sizeof process);
    for (;;) {
      pause();
    }
  }
  pid_t process = 0;
  ASSERT_EQ(read(told[0], &process, sizeof process), static_cast<ssize_t>(sizeof process));
  close(told[0]);
  close(told[1]);
  kill(owner, SIGKILL);
  for (const pid_t each : {owner, process}) {
    int status = 0;
    EXPECT_EQ(waitpid(each, &status, 0), each);
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

} // namespace sweep::test
