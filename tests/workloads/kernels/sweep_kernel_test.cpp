#include "workloads/kernels/sweep_kernel.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "random/philox.hpp"
#include "random/vector_kernels.hpp"
#include "workloads/kernels/sweep_points.h"
#include "workloads/kernels/yours/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::array<std::uint64_t, 6> numbers{0, 1, 2, 0xFFFF'FFFF, 0x1'0000'0000, 0x8123'4567'89AB'CDEF};

TEST(SweepKernel, HasTheBlocksOfOurStreams) {
  for (const std::uint64_t seed : numbers) {
    for (const std::uint64_t setting : numbers) {
      for (const std::uint64_t index : numbers) {
        const philox::Block ours = block({seed, setting}, index);
        const sweep_block yours = sweep_random_block({seed, setting}, index);
        EXPECT_TRUE(std::equal(ours.begin(), ours.end(), std::begin(yours.word)));
      }
    }
  }
}

TEST(SweepKernel, CountsThePointsThatOurKernelsCount) {
  const std::uint64_t limit = squared_radius_threshold(0.7);
  const auto inside = [limit](auto x, auto y) {
    const auto xx = sweep_points::square(x);
    const auto sum = xx + sweep_points::square(y);
    return (sum >= xx) & (sum <= limit);
  };
  const VectorKernels& ours = vector_kernels(InstructionSet::portable);
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 33U) - 101}) {
    for (const std::uint64_t count : {0U, 1U, 2U, 7U, 79U, 80U, 81U, 96U, 1000U}) {
      EXPECT_EQ(sweep_points::count_points({3, 4}, first, count, inside),
                ours.count_in_circle({3, 4}, first, count, limit))
          << first << ' ' << count;
    }
  }
}

TEST(SweepKernel, GivesEachDrawNumbersOfItsOwn) {
  std::set<std::uint64_t> seen;
  sweep_generator generator{};
  const bitgen_t bits = sweep_bitgen(&generator);
  for (std::uint64_t draw = 0; draw < 50; ++draw) {
    sweep_begin_draw(&generator, {1, 2}, draw);
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(seen.insert(bits.next_uint64(bits.state)).second);
    }
  }
}

TEST(SweepKernel, GivesNumbersAsNumpyMakesThemOfItsOwn) {
  sweep_generator generator{};
  const bitgen_t bits = sweep_bitgen(&generator);
  const sweep_block first = sweep_random_block({1, 2}, 3);
  const std::uint64_t low = std::uint64_t{first.word[1]} << 32U | first.word[0];
  const std::uint64_t high = std::uint64_t{first.word[3]} << 32U | first.word[2];
  sweep_begin_draw(&generator, {1, 2}, 3);
  EXPECT_EQ(bits.next_uint64(bits.state), low);
  EXPECT_EQ(bits.next_raw(bits.state), high);
  sweep_begin_draw(&generator, {1, 2}, 3);
  EXPECT_EQ(bits.next_uint32(bits.state), first.word[0]);
  EXPECT_EQ(bits.next_double(bits.state), std::ldexp(static_cast<double>(high >> 11U), -53));
  EXPECT_EQ(bits.next_uint32(bits.state), first.word[1]);
}

TEST(SweepKernel, IsAFileWhereItsNameHasASlashOrASuffix) {
  for (const char* name : {"mine.so", "mine.cpp", "mine.cc", "mine.cxx", "./mine", "/a/b.cpp", "a.b.so"}) {
    EXPECT_TRUE(names_kernel_file(name)) << name;
  }
  for (const char* name : {"pi", "", ".so", ".cpp", "mine.c", "mine.so.1", "so"}) {
    EXPECT_FALSE(names_kernel_file(name)) << name;
  }
}

TEST(SweepKernel, StandsForAFileThatIsNotLoaded) {
  announce_kernel({.name = "test/a.so", .path = "/nowhere/test/a.so", .where = "here"}, {"b", "a"});
  announce_kernel({.name = "test/a.so", .path = "/nowhere/test/a.so", .where = "there"}, {"c"});
  const KernelDescriptor* kernel = find_kernel_of_yours("test/a.so");
  ASSERT_EQ(kernel->parameters.size(), 3);
  EXPECT_EQ(kernel->parameters[0].name, "b");
  EXPECT_TRUE(kernel->parameters[0].swept && kernel->parameters[2].assumed && !kernel->parameters[2].swept);
  std::uint64_t words[1]{};
  EXPECT_THROW(kernel->make({InstructionSet::portable})->accumulate({1, 2}, nullptr, 0, 1, words), std::exception);
}

} // namespace
} // namespace sweep
