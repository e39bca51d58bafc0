#include "workloads/data_pattern.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

std::vector<std::byte> made(const DataPattern& pattern, std::uint64_t offset, std::size_t size) {
  std::vector<std::byte> bytes(size);
  pattern.fill(offset, bytes);
  return bytes;
}

TEST(DataPattern, IsAsItsCommentSays) {
  const auto bytes = made(DataPattern(7, 3), 0, 4096);
  for (std::uint64_t i = 0; i < bytes.size() / 8; ++i) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + 8 * i, sizeof word);
    EXPECT_EQ(word, SplitMix::mix(SplitMix::mix(7) ^ 3U) + i * 0x9e3779b97f4a7c15);
  }
}

TEST(DataPattern, IsTheSameHoweverItIsCut) {
  const DataPattern pattern(1, 0);
  const auto whole = made(pattern, 0, 10'000);
  for (const std::size_t size : {8U, 56U, 64U, 72U, 4096U, 4104U}) {
    for (std::size_t offset = 0; offset + size <= whole.size(); offset += size) {
      const auto piece = made(pattern, offset, size);
      EXPECT_EQ(std::memcmp(piece.data(), whole.data() + offset, size), 0);
    }
  }
}

TEST(DataPattern, FindsTheFirstByteThatIsWrongWhereverItIs) {
  const DataPattern pattern(1, 5);
  for (const std::size_t size : {8U, 64U, 4096U, 4160U, 12'344U}) {
    auto bytes = made(pattern, 800, size);
    EXPECT_EQ(pattern.mismatch(800, bytes), size);
    for (const std::size_t place : {std::size_t{0}, std::size_t{7}, size / 2, size - 1}) {
      bytes[place] ^= std::byte{1};
      EXPECT_EQ(pattern.mismatch(800, bytes), place);
      bytes[place] ^= std::byte{1};
    }
  }
}

TEST(DataPattern, DiffersByFileSeedAndOffset) {
  const std::set<std::uint64_t> words{DataPattern(1, 0).word(0), DataPattern(1, 1).word(0), DataPattern(2, 0).word(0),
                                      DataPattern(1, 0).word(8)};
  EXPECT_EQ(words.size(), 4);
  EXPECT_LT(DataPattern(1, 1).mismatch(0, made(DataPattern(1, 0), 0, 64)), 8);
}

} // namespace
} // namespace sweep
