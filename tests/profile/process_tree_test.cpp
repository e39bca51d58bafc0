#include "profile/process_tree.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <thread>

#include "core/proc_text.hpp"
#include "profile/thread_text.hpp"

namespace sweep {
namespace {

/// A process that waits to be killed; `act` is called in it first.
template <typename Act>
pid_t start(const Act& act) {
  const pid_t process = fork();
  if (process == 0) {
    act();
    for (;;) {
      pause();
    }
  }
  return process;
}

void end(pid_t process) {
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
}

TEST(ProcessTree, HasWhatBeganAfterItAndNoStrangers) {
  const pid_t before = start([] {});
  ProcessTree tree;
  EXPECT_TRUE(tree.refresh().empty());
  const pid_t after = start([] {});
  EXPECT_EQ(tree.refresh(), std::set<pid_t>{after});
  end(before);
  end(after);
  EXPECT_TRUE(tree.refresh().empty());
}

TEST(ProcessTree, KeepsOrphans) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  ProcessTree tree;
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t parent = start([&] {
    const pid_t child = start([] {});
    (void)!write(pipe_ends[1], &child, sizeof(child));
  });
  pid_t child = 0;
  ASSERT_EQ(read(pipe_ends[0], &child, sizeof(child)), static_cast<ssize_t>(sizeof(child)));
  EXPECT_EQ(tree.refresh(), (std::set<pid_t>{parent, child}));
  end(parent);
  EXPECT_EQ(tree.refresh(), std::set<pid_t>{child});
  EXPECT_EQ(living_descendants(), std::vector<pid_t>{child});
  kill(child, SIGKILL);
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_EQ(tree.refresh(), std::set<pid_t>{child}) << "until it was waited for";
  EXPECT_TRUE(living_descendants().empty());
  end(child);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  for (const int each : pipe_ends) {
    close(each);
  }
}

TEST(LivingDescendants, AreTheWholeTreeAndNoStrangers) {
  EXPECT_TRUE(living_descendants().empty());
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t parent = start([&] {
    const pid_t child = start([] {});
    (void)!write(pipe_ends[1], &child, sizeof(child));
  });
  pid_t child = 0;
  ASSERT_EQ(read(pipe_ends[0], &child, sizeof(child)), static_cast<ssize_t>(sizeof(child)));
  const std::vector<pid_t> found = living_descendants();
  EXPECT_EQ(std::set<pid_t>(found.begin(), found.end()), (std::set<pid_t>{parent, child}));
  kill(child, SIGKILL);
  end(parent);
  for (const int each : pipe_ends) {
    close(each);
  }
}

TEST(LivingDescendants, HaveAmongThemOneWhoseFirstThreadHasEnded) {
  const pid_t process = start([] {
    std::thread([] { pause(); }).detach();
    syscall(SYS_exit, 0); // which ends the thread alone
  });
  const auto state = [&] {
    const std::string text = proc_text(("/proc/" + std::to_string(process) + "/stat").c_str());
    return parse_stat(text).state;
  };
  while (state() != 'Z') {
    sched_yield();
  }
  EXPECT_EQ(living_descendants(), std::vector<pid_t>{process});
  end(process);
  EXPECT_TRUE(living_descendants().empty());
}

} // namespace
} // namespace sweep
