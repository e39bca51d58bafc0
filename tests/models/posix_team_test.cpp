#include "models/posix_team.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <thread>
#include <vector>

#include "core/errors.hpp"

namespace sweep {
namespace {

void never_given_up() {
  ADD_FAILURE() << "gave up";
}

std::size_t threads_of_this_process() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

/// Bytes of the calling thread's stack, as the system has it.
std::size_t own_stack() {
  pthread_attr_t attributes{};
  pthread_getattr_np(pthread_self(), &attributes);
  void* lowest = nullptr;
  std::size_t size = 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  return size;
}

TEST(PosixTeam, DoesTheWorkOfEveryIndexOnceOnAThreadOfItsOwn) {
  for (const std::size_t threads : {1U, 2U, 7U, 50U}) {
    std::vector<std::atomic<int>> runs(threads);
    std::vector<std::thread::id> ids(threads);
    std::atomic<std::size_t> running = 0;
    run_posix_team(
        threads, 0,
        [&](std::size_t index) {
          ++runs[index];
          ids[index] = std::this_thread::get_id();
          ++running;
          while (running < threads) { // an id may be used again once its thread has ended
            std::this_thread::yield();
          }
        },
        never_given_up);
    EXPECT_EQ(std::vector<int>(runs.begin(), runs.end()), std::vector<int>(threads, 1));
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), threads);
    EXPECT_EQ(ids.front(), std::this_thread::get_id());
  }
}

TEST(PosixTeam, HasEndedWhenItReturns) {
  const std::size_t before = threads_of_this_process();
  run_posix_team(
      20, 0, [](std::size_t) {}, never_given_up);
  EXPECT_EQ(threads_of_this_process(), before);
}

TEST(PosixTeam, GivesEveryThreadButTheFirstTheStackAskedFor) {
  constexpr std::size_t stack = std::size_t{20} << 20U; // no stack that was left by other threads will do
  std::vector<std::size_t> sizes(4);
  run_posix_team(
      4, stack, [&](std::size_t index) { sizes[index] = own_stack(); }, never_given_up);
  for (std::size_t index = 1; index < sizes.size(); ++index) {
    EXPECT_GE(sizes[index], stack);
    EXPECT_LT(sizes[index], stack + (std::size_t{1} << 20U)); // a page or a sanitizer's own part more
  }
}

TEST(StackBytes, AreThoseAskedForButNoLessThanAThreadNeeds) {
  constexpr std::int64_t stack = std::int64_t{256} << 10U;
  EXPECT_EQ(stack_bytes(stack), stack);
  EXPECT_EQ(stack_bytes(1), static_cast<std::int64_t>(PTHREAD_STACK_MIN));
}

TEST(StackBytes, AreTheSystemsWhenNobodyAsks) {
  pthread_attr_t attributes{};
  pthread_getattr_default_np(&attributes);
  std::size_t size = 0;
  pthread_attr_getstacksize(&attributes, &size);
  pthread_attr_destroy(&attributes);
  EXPECT_EQ(stack_bytes(0), static_cast<std::int64_t>(size));
}

TEST(PosixTeam, TellsWhichThreadCannotBeStartedAndDoesNoWork) {
  constexpr std::int64_t larger_than_any_address_space = std::int64_t{1} << 48U;
  std::atomic<int> given_up = 0;
  std::atomic<int> worked = 0;
  try {
    run_posix_team(
        5, larger_than_any_address_space, [&](std::size_t) { ++worked; }, [&] { ++given_up; });
    FAIL() << "it was started";
  } catch (const SystemError& error) {
    EXPECT_TRUE(std::string_view(error.what()).starts_with("cannot create thread 2: ")) << error.what();
    EXPECT_TRUE(
        std::string_view(error.what())
            .ends_with("; use fewer threads or a smaller `stack`, or raise `ulimit -u`, `ulimit -v`, kernel.pid_max or "
                       "vm.max_map_count"))
        << error.what();
  }
  EXPECT_EQ(given_up, 1);
  EXPECT_EQ(worked, 0);
}

// Sanitizers map memory of their own for every thread and end the program when they get none.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/// Address space of this process, in bytes.
rlim_t address_space() {
  std::ifstream file("/proc/self/statm");
  rlim_t pages = 0;
  file >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// Ends the program: 0 when more than a thousand threads, which wait for each other, end because one more cannot be
/// started, and nobody is left.
[[noreturn]] void run_out_of_address_space() {
  constexpr rlim_t stack = rlim_t{16} << 20U;
  const rlim_t room = address_space() + 1100 * stack;
  const rlimit limit{.rlim_cur = room, .rlim_max = room};
  setrlimit(RLIMIT_AS, &limit);
  std::atomic<bool> over = false;
  std::atomic<int> ended = 0;
  try {
    run_posix_team(
        2000, stack,
        [&](std::size_t) {
          over.wait(false);
          ++ended;
        },
        [&] {
          over = true;
          over.notify_all();
        });
  } catch (const SystemError& error) {
    std::cerr << error.what() << " (" << ended << " ended, " << threads_of_this_process() << " left)";
    std::exit(0);
  }
  std::exit(1);
}

TEST(PosixTeamDeathTest, LeavesNobodyWaitingWhenAThreadCannotBeStarted) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_out_of_address_space(), testing::ExitedWithCode(0),
              "cannot create thread 1,[01][0-9][0-9]: .*\\(1[01][0-9][0-9] ended, 1 left\\)");
  GTEST_FLAG_SET(death_test_style, "fast");
}

#endif

} // namespace
} // namespace sweep
