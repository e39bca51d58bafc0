#include "io/processes/trial.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace sweep {
namespace {

constexpr TrialLimits generous{.seconds = 60, .memory_bytes = std::int64_t{1} << 30};

TEST(Trial, GivesTheAnswerWhateverIsInIt) {
  std::string long_text(300'000, 'x');
  long_text[5] = '\0';
  const TrialEnd end = try_in_child(generous, [&] { return long_text; });
  EXPECT_TRUE(end.answered);
  EXPECT_EQ(end.words, long_text);
  EXPECT_EQ(try_in_child(generous, [] { return std::string(); }).words, "");
}

TEST(Trial, ChangesNothingHere) {
  int number = 1;
  const TrialEnd end = try_in_child(generous, [&] { return std::to_string(++number); });
  EXPECT_EQ(end.words, "2");
  EXPECT_EQ(number, 1);
}

TEST(Trial, TellsACrash) {
  const TrialEnd end = try_in_child(generous, []() -> std::string {
    std::raise(SIGSEGV);
    return "still there";
  });
  EXPECT_FALSE(end.answered);
  EXPECT_EQ(end.words, "crashed (Segmentation fault)");
}

TEST(Trial, TellsAnAbortThatThisProcessWouldCatch) {
  const auto before = std::signal(SIGABRT, [](int) { _exit(0); });
  const TrialEnd end = try_in_child(generous, []() -> std::string { std::abort(); });
  std::signal(SIGABRT, before);
  EXPECT_FALSE(end.answered);
  EXPECT_EQ(end.words, "crashed (Aborted)");
}

TEST(Trial, AnswersThoughAllAreAskedToEnd) {
  const TrialEnd end = try_in_child(generous, [] {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
      std::raise(signal);
    }
    return std::string("still there");
  });
  EXPECT_EQ(end.words, "still there");
}

TEST(Trial, TellsAnEndWithoutAnAnswer) {
  const TrialEnd end = try_in_child(generous, []() -> std::string { _exit(3); });
  EXPECT_FALSE(end.answered);
  EXPECT_EQ(end.words, "ended with exit code 3");
}

TEST(Trial, EndsWhatNeverEnds) {
  const TrialEnd end = try_in_child({.seconds = 0.01, .memory_bytes = 0}, []() -> std::string {
    for (;;) {
      pause();
    }
  });
  EXPECT_FALSE(end.answered);
  EXPECT_EQ(end.words, "took longer than 0.01 s");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // which reserve terabytes
TEST(Trial, LimitsMemory) {
  const auto reserve = [](std::size_t bytes) {
    return [bytes]() -> std::string {
      const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
      return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED ? "refused" : "given";
    };
  };
  EXPECT_EQ(try_in_child(generous, reserve(std::size_t{1} << 29)).words, "given");
  EXPECT_EQ(try_in_child(generous, reserve(std::size_t{3} << 29)).words, "refused");
}
#endif

TEST(Trial, LeavesNoCoreAndPrintsNothing) {
  testing::internal::CaptureStderr();
  const TrialEnd end = try_in_child(generous, [] {
    std::cerr << "unheard" << std::flush;
    rlimit core{};
    getrlimit(RLIMIT_CORE, &core);
    return std::to_string(core.rlim_cur) + " " + std::to_string(prctl(PR_GET_DUMPABLE));
  });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(end.words, "0 0");
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST(Trial, LeavesNoDescriptorAndNoProcessBehind) {
  const std::ptrdiff_t before = open_descriptors();
  for (int i = 0; i < 10; ++i) {
    try_in_child(generous, []() -> std::string { _exit(1); });
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1); // there is no child
}

} // namespace
} // namespace sweep
