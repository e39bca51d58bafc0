#include "core/memory_use.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

namespace sweep {
namespace {

constexpr std::int64_t mapped_bytes = std::int64_t{64} << 20U;

TEST(MemoryUseTest, HasWhatThisProcessAloneHasInAllThree) {
  const MemoryUse before = memory_use();
  if (before.resident == 0) {
    GTEST_SKIP() << "no /proc/self/smaps_rollup";
  }
  void* memory = mmap(nullptr, mapped_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memset(memory, 1, mapped_bytes);
  const MemoryUse after = memory_use();
  munmap(memory, mapped_bytes);
  EXPECT_GE(after.resident - before.resident, mapped_bytes);
  EXPECT_GE(after.proportional - before.proportional, mapped_bytes / 2);
  EXPECT_GE(after.unique - before.unique, mapped_bytes / 2);
  EXPECT_LE(after.unique, after.proportional);
  EXPECT_LE(after.proportional, after.resident);
}

TEST(MemoryUseTest, HasOfPagesThatAChildSharesHalf) {
  void* memory = mmap(nullptr, mapped_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memset(memory, 1, mapped_bytes);
  const MemoryUse alone = memory_use();
  if (alone.resident == 0) {
    GTEST_SKIP() << "no /proc/self/smaps_rollup";
  }
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const MemoryUse shared = memory_use();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  munmap(memory, mapped_bytes);
  EXPECT_GT(shared.resident, alone.resident - mapped_bytes / 4);
  EXPECT_LT(shared.proportional, alone.proportional - mapped_bytes / 4);
  EXPECT_LT(shared.unique, alone.unique - mapped_bytes / 2);
}

} // namespace
} // namespace sweep
