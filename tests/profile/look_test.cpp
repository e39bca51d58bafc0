#include "profile/look.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <string>

#include "core/proc_text.hpp"

namespace sweep {
namespace {

/// What the one thread of a process is seen to wait for, once it sleeps; `call` is what it does.
ThreadLook look_at_one(const std::function<void()>& call) {
  const pid_t process = fork();
  if (process == 0) {
    for (;;) {
      call();
    }
  }
  Look look;
  Watcher watcher;
  for (int tries = 0; tries < 10'000 && (look.threads.empty() || look.threads.front().runs); ++tries) {
    sleep_until(now() + 1'000'000);
    look = watcher.look_at({process});
  }
  EXPECT_EQ(look.processes, 1);
  EXPECT_EQ(look.threads_alive, 1);
  EXPECT_DOUBLE_EQ(look.threads.empty() ? -1 : look.threads.front().ran, look.processor);
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
  return look.threads.empty() ? ThreadLook{} : look.threads.front();
}

/// Nothing is told of other processes' calls in some containers.
bool calls_are_told() {
  return !proc_text("/proc/self/syscall").empty();
}

TEST(Look, TellsASleepFromAPipeAndASocket) {
  if (!calls_are_told()) {
    GTEST_SKIP();
  }
  std::array<int, 2> pipe_ends{};
  std::array<int, 2> sockets{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
  char letter = 0;
  EXPECT_EQ(look_at_one([] { sleep_until(now() + 1'000'000'000'000); }).wait, Wait::sleep);
  EXPECT_EQ(look_at_one([&] { (void)!read(pipe_ends[0], &letter, 1); }).wait, Wait::pipe);
  EXPECT_EQ(look_at_one([&] { (void)!read(sockets[0], &letter, 1); }).wait, Wait::socket);
  for (const int each : {pipe_ends[0], pipe_ends[1], sockets[0], sockets[1]}) {
    close(each);
  }
}

TEST(Look, SaysThatAStoppedProcessIsStopped) {
  const ThreadLook stopped = look_at_one([] { raise(SIGSTOP); });
  EXPECT_FALSE(stopped.runs);
  EXPECT_EQ(stopped.wait, Wait::stopped);
}

TEST(Look, LeavesOutWhatHasEnded) {
  const pid_t process = fork();
  if (process == 0) {
    _exit(0);
  }
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT);
  EXPECT_EQ(Watcher().look_at({process}).processes, 0);
  waitpid(process, nullptr, 0);
  EXPECT_EQ(Watcher().look_at({process}).processes, 0);
}

} // namespace
} // namespace sweep
