#include "random/philox.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#undef philox4x32 // Random123 has a macro of that name

namespace sweep {
namespace {

TEST(Philox, MatchesThePublishedKnownAnswers) {
  std::ifstream file(KNOWN_ANSWERS);
  ASSERT_TRUE(file) << KNOWN_ANSWERS;
  int answers = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) {
      continue;
    }
    std::istringstream words(line);
    std::string generator;
    int rounds = 0;
    philox::Counter counter{};
    philox::Key key{};
    philox::Block answer{};
    words >> generator >> rounds >> std::hex;
    for (auto& word : counter) {
      words >> word;
    }
    for (auto& word : key) {
      words >> word;
    }
    for (auto& word : answer) {
      words >> word;
    }
    ASSERT_TRUE(words) << line;
    EXPECT_EQ(generator, "philox4x32");
    EXPECT_EQ(rounds, philox::rounds);
    EXPECT_EQ(philox4x32(counter, key), answer) << line;
    ++answers;
  }
  EXPECT_EQ(answers, 3);
}

TEST(Philox, CanBeEvaluatedByTheCompiler) {
  static_assert(philox4x32({0, 0, 0, 0}, {0, 0}) == philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
}

TEST(Philox, AgreesWithRandom123OnAnyCounterAndKey) {
  std::mt19937 engine(20111112);
  const auto any = [&engine] { return static_cast<std::uint32_t>(engine()); };
  for (int i = 0; i < 100'000; ++i) {
    const philox::Counter c{any(), any(), any(), any()};
    const philox::Key k{any(), any()};
    const r123::Philox4x32::ctr_type theirs = r123::Philox4x32()({{c[0], c[1], c[2], c[3]}}, {{k[0], k[1]}});
    ASSERT_EQ(philox4x32(c, k), (philox::Block{theirs[0], theirs[1], theirs[2], theirs[3]}));
  }
}

TEST(Philox, BlocksAreAddressedAsDocumented) {
  const std::uint64_t seed = 0x0123456789ABCDEF;
  const std::uint64_t setting = 0xFEDCBA9876543210;
  const std::uint64_t index = 0x1122334455667788;
  EXPECT_EQ(block({seed, setting}, index),
            philox4x32({0x55667788, 0x11223344, 0x76543210, 0xFEDCBA98}, {0x89ABCDEF, 0x01234567}));
}

TEST(Philox, NoTwoSeedsOrSettingsShareAStream) {
  // Numbers that differ in one bit of either half: a half that is ignored or swapped repeats a block.
  std::vector<Stream> streams = {{0, 0}};
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t number = std::uint64_t{1} << bit;
    streams.insert(streams.end(), {{number, 0}, {0, number}, {number, number}});
  }
  std::set<philox::Block> blocks;
  for (const Stream stream : streams) {
    for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, ~std::uint64_t{0}}) {
      blocks.insert(block(stream, index));
    }
  }
  EXPECT_EQ(blocks.size(), 4 * streams.size());
}

} // namespace
} // namespace sweep
