#include "core/process.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace sweep {
namespace {

TEST(Process, OccupiesMemoryThatItHasTouched) {
  constexpr std::size_t size = std::size_t{16} << 20;
  const std::int64_t before = resident_bytes();
  EXPECT_GT(before, 0);
  const std::vector<char> touched(size, 'x');
  EXPECT_GE(resident_bytes() - before, static_cast<std::int64_t>(size) / 2) << touched[size / 2];
}

TEST(Process, HasAnAddressSpaceThatGrowsWithWhatItMaps) {
  constexpr std::size_t size = std::size_t{64} << 20;
  const std::int64_t before = address_space_bytes();
  void* const memory = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  EXPECT_GE(address_space_bytes() - before, static_cast<std::int64_t>(size));
  munmap(memory, size);
}

/// Has so much memory resident for a moment, past any allocator that would keep it.
void touch_and_give_back(std::size_t size) {
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  munmap(memory, size);
}

TEST(Process, RemembersTheMostMemoryItHadAfterThatIsGivenBack) {
  constexpr std::int64_t size = std::int64_t{64} << 20;
  reset_peak_resident_bytes();
  const std::int64_t before = resident_bytes();
  touch_and_give_back(size);
  EXPECT_LT(resident_bytes() - before, size / 2);
  EXPECT_GE(peak_resident_bytes() - before, size * 3 / 4);
}

TEST(Process, ForgetsTheMostMemoryItHadWhenAsked) {
  constexpr std::int64_t size = std::int64_t{64} << 20;
  touch_and_give_back(size);
  const std::int64_t peak = peak_resident_bytes();
  reset_peak_resident_bytes();
  EXPECT_LT(peak_resident_bytes(), peak - size / 2);
  EXPECT_GE(peak_resident_bytes(), resident_bytes() * 3 / 4) << "the kernel counts in batches a thread";
}

TEST(Process, CountsItsContextSwitchesAsTheSystemDoes) {
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_SELF, &before);
  const ContextSwitches switches = context_switches();
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LE(before.ru_nvcsw, switches.voluntary);
  EXPECT_LE(switches.voluntary, after.ru_nvcsw);
  EXPECT_LE(before.ru_nivcsw, switches.involuntary);
  EXPECT_LE(switches.involuntary, after.ru_nivcsw);
}

} // namespace
} // namespace sweep
