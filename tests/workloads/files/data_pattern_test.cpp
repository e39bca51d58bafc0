#include "workloads/files/data_pattern.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

constexpr std::size_t page = DataPattern::page;
constexpr std::uint64_t step = 0x9e3779b97f4a7c15;

std::uint64_t word_at(const std::vector<std::byte>& bytes, std::size_t place) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + place, sizeof word);
  return word;
}

TEST(DataPattern, IsAsItsCommentSays) {
  const auto dense = made(DataPattern(7, 3, 8), 0, 3 * page);
  const auto sparse = made(DataPattern(7, 3, page), 0, 3 * page);
  for (std::uint64_t i = 0; i < dense.size() / 8; ++i) {
    const std::uint64_t mark = SplitMix::mix(SplitMix::mix(7) ^ 3U) + i * step;
    EXPECT_EQ(word_at(dense, 8 * i), mark);
    EXPECT_EQ(word_at(sparse, 8 * i), i % 512 == 0 ? mark : SplitMix::mix(7) + i % 512 * step);
  }
}

TEST(DataPattern, IsTheSameHoweverItIsCut) {
  for (const std::size_t spacing : {std::size_t{8}, page}) {
    const DataPattern pattern(1, 0, spacing);
    const auto whole = made(pattern, 0, 30'000);
    for (const std::size_t size : {8U, 56U, 64U, 72U, 4096U, 4104U, 12'344U}) {
      for (std::size_t offset = 0; offset + size <= whole.size(); offset += size) {
        const auto piece = made(pattern, offset, size);
        EXPECT_EQ(std::memcmp(piece.data(), whole.data() + offset, size), 0);
      }
    }
  }
}

TEST(DataPattern, DiffersBetweenPlacesInItsMarksOnlySoThatABufferIsFilledOnce) {
  const DataPattern one(5, 1, page);
  const DataPattern other(5, 2, page);
  std::vector<std::byte> bytes(47'008);
  one.fill_between(96, bytes);
  for (const std::uint64_t offset : {std::uint64_t{96}, 96 + 11 * std::uint64_t{page}}) {
    other.set_marks(offset, bytes);
    EXPECT_EQ(bytes, made(other, offset, bytes.size()));
  }
}

TEST(DataPattern, FindsTheFirstByteThatIsWrongWhereverItIs) {
  for (const std::size_t spacing : {std::size_t{8}, page}) {
    const DataPattern pattern(1, 5, spacing);
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{800}, 3 * std::uint64_t{page}}) {
      for (const std::size_t size : {3U, 8U, 64U, 3901U, 4096U, 4160U, 12'344U}) {
        auto bytes = made(pattern, offset, size);
        EXPECT_EQ(pattern.mismatch(offset, bytes), size);
        for (const std::size_t place : {std::size_t{0}, std::size_t{2}, size / 2, size - 1}) {
          bytes[place] ^= std::byte{1};
          EXPECT_EQ(pattern.mismatch(offset, bytes), place) << size << " B at " << offset;
          bytes[place] ^= std::byte{1};
        }
      }
    }
  }
}

TEST(DataPattern, NoticesEveryPageOfAnotherPlaceFileOrSeed) {
  const DataPattern pattern(1, 0, page);
  for (const auto& other : {made(pattern, 4 * page, page), made(DataPattern(1, 1, page), 0, page),
                            made(DataPattern(2, 0, page), 0, page)}) {
    EXPECT_LT(pattern.mismatch(0, other), 8);
    EXPECT_FALSE(pattern.marked(0, other));
  }
  EXPECT_LT(pattern.mismatch(8, made(pattern, 16, 64)), 8); // within a page at every word
}

TEST(DataPattern, NoticesAnotherPlaceFileOrSeedAtEveryWordWherePiecesAreSmall) {
  EXPECT_EQ(DataPattern::spacing_for(4088), 8);
  EXPECT_EQ(DataPattern::spacing_for(4096), page);
  const std::set<std::uint64_t> words{
      word_at(made(DataPattern(1, 0, 8), 8, 8), 0), word_at(made(DataPattern(1, 1, 8), 8, 8), 0),
      word_at(made(DataPattern(2, 0, 8), 8, 8), 0), word_at(made(DataPattern(1, 0, 8), 8 + page, 8), 0)};
  EXPECT_EQ(words.size(), 4);
}

TEST(DataPattern, KnowsWhetherItsFirstAndItsLastMarkWereRead) {
  for (const std::size_t spacing : {std::size_t{8}, page}) {
    const DataPattern pattern(1, 5, spacing);
    const auto right = made(pattern, 47'008, 47'008);
    auto bytes = right;
    pattern.spoil(47'008, bytes);
    EXPECT_FALSE(pattern.marked(47'008, bytes));
    std::copy_n(right.begin(), 40'000, bytes.begin()); // a read that came to nothing at its end
    EXPECT_FALSE(pattern.marked(47'008, bytes));
    EXPECT_TRUE(pattern.marked(47'008, right));
  }
}

} // namespace
} // namespace sweep
