#include "random/vector_kernels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace sweep {
namespace {

constexpr std::uint64_t largest = ~std::uint64_t{0};
constexpr std::uint64_t two_to_the_32 = std::uint64_t{1} << 32;

const std::vector<Stream> streams = {{0, 0}, {1, 2}, {0x0123456789ABCDEF, 0xFEDCBA9876543210}, {largest, largest}};

/// Elements to start from: block edges, odd ones, where the low half of the block number wraps (at 2, 2 and 4 elements
/// a block), and the end of the numbers.
const std::vector<std::uint64_t> offsets = {0,
                                            1,
                                            2,
                                            3,
                                            95,
                                            1'000'001,
                                            2 * two_to_the_32 - 101,
                                            2 * two_to_the_32 - 1,
                                            4 * two_to_the_32 - 102,
                                            4 * two_to_the_32 - 3,
                                            (std::uint64_t{1} << 63) - 51,
                                            largest - 250,
                                            largest - 99,
                                            largest};

/// The documented meaning of the numbers, straight from the block function.
struct Point {
  std::uint32_t x;
  std::uint32_t y;
};

Point point(Stream stream, std::uint64_t draw) {
  const philox::Block words = block(stream, draw / 2);
  return draw % 2 == 0 ? Point{words[0], words[1]} : Point{words[2], words[3]};
}

bool in_circle(Point p, std::uint64_t squared_radius) {
  __extension__ using Wide = unsigned __int128;
  return Wide{p.x} * p.x + Wide{p.y} * p.y <= squared_radius;
}

std::uint64_t expected_hits(Stream stream, std::uint64_t first, std::uint64_t draws, std::uint64_t squared_radius) {
  std::uint64_t hits = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    hits += in_circle(point(stream, first + i), squared_radius) ? 1U : 0U;
  }
  return hits;
}

std::uint32_t expected_word(Stream stream, std::uint64_t index) {
  return block(stream, index / 4)[index % 4];
}

double expected_double(Stream stream, std::uint64_t index) {
  const Point p = point(stream, index);
  return std::ldexp(static_cast<double>((std::uint64_t{p.y} << 32 | p.x) >> 11), -53);
}

/// Every test below runs once for each instruction set of this processor; the others are reported as skipped.
class Kernels : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
  }
  const VectorKernels& kernels() const { return vector_kernels(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Vector, Kernels, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST_P(Kernels, AreThoseAskedFor) {
  EXPECT_EQ(kernels().set, GetParam());
}

TEST_P(Kernels, CountAsTheReferenceFromAnyDrawForAnyNumberOfDraws) {
  const std::uint64_t squared_radius = squared_radius_threshold(0.8);
  for (const Stream stream : streams) {
    for (const std::uint64_t first : offsets) {
      std::uint64_t expected = 0;
      for (std::uint64_t draws = 0; draws <= 200; ++draws) {
        ASSERT_EQ(kernels().count_in_circle(stream, first, draws, squared_radius), expected)
            << "seed " << stream.seed << ", first " << first << ", draws " << draws;
        expected += in_circle(point(stream, first + draws), squared_radius) ? 1U : 0U;
      }
    }
  }
}

TEST_P(Kernels, CountLongRangesAsTheReference) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{65'537}, 2 * two_to_the_32 - 33'333}) {
    for (const double radius : {1.0, 0.5}) {
      const std::uint64_t squared_radius = squared_radius_threshold(radius);
      EXPECT_EQ(kernels().count_in_circle({7, 8}, first, 65'536, squared_radius),
                expected_hits({7, 8}, first, 65'536, squared_radius));
    }
  }
}

TEST_P(Kernels, CountInPartsAsInOnePiece) {
  const std::uint64_t whole = kernels().count_in_circle({3, 4}, 11, 10'007, largest);
  for (const std::uint64_t cut : {1U, 2U, 96U, 97U, 5'000U}) {
    EXPECT_EQ(kernels().count_in_circle({3, 4}, 11, cut, largest) +
                  kernels().count_in_circle({3, 4}, 11 + cut, 10'007 - cut, largest),
              whole);
  }
}

TEST_P(Kernels, CountExactlyAtTheEdgeOfTheCircle) {
  // The squared distance of one draw, and its neighbours, as the threshold: the draw is in, out, in.
  for (std::uint64_t draw = 0; draw < 500; ++draw) {
    const Point p = point({5, 6}, draw);
    __extension__ using Wide = unsigned __int128;
    const Wide squared = Wide{p.x} * p.x + Wide{p.y} * p.y;
    const auto low = static_cast<std::uint64_t>(squared);
    const std::uint64_t fits = squared <= largest ? 1 : 0; // else the sum was carried out of 64 bits: always a miss
    EXPECT_EQ(kernels().count_in_circle({5, 6}, draw, 1, low), fits);
    EXPECT_EQ(kernels().count_in_circle({5, 6}, draw, 1, low - 1), 0);
    EXPECT_EQ(kernels().count_in_circle({5, 6}, draw, 1, largest), fits);
    EXPECT_EQ(kernels().count_in_circle({5, 6}, draw, 1, low + 1), fits);
  }
}

TEST_P(Kernels, CountForThresholdsFromNoneToAll) {
  for (const std::uint64_t squared_radius :
       {std::uint64_t{0}, std::uint64_t{1}, squared_radius_threshold(1e-3), squared_radius_threshold(0.01),
        (std::uint64_t{1} << 63) - 1, std::uint64_t{1} << 63, (std::uint64_t{1} << 63) + 1, largest - 1, largest}) {
    EXPECT_EQ(kernels().count_in_circle({9, 9}, 1, 20'001, squared_radius),
              expected_hits({9, 9}, 1, 20'001, squared_radius))
        << squared_radius;
  }
}

TEST_P(Kernels, FillWordsAsTheReference) {
  for (const Stream stream : streams) {
    for (const std::uint64_t first : offsets) {
      for (std::size_t count = 0; count <= 200; ++count) {
        std::vector<std::uint32_t> words(count + 1, 0xDEAD);
        kernels().fill_words(stream, first, std::span(words).first(count));
        for (std::size_t i = 0; i < count; ++i) {
          ASSERT_EQ(words[i], expected_word(stream, first + i))
              << "first " << first << ", count " << count << ", " << i;
        }
        ASSERT_EQ(words[count], 0xDEAD) << "written beyond the end";
      }
    }
  }
}

TEST_P(Kernels, FillDoublesAsTheReference) {
  for (const Stream stream : streams) {
    for (const std::uint64_t first : offsets) {
      for (std::size_t count = 0; count <= 200; ++count) {
        std::vector<double> doubles(count + 1, -1);
        kernels().fill_doubles(stream, first, std::span(doubles).first(count));
        for (std::size_t i = 0; i < count; ++i) {
          ASSERT_EQ(doubles[i], expected_double(stream, first + i))
              << "first " << first << ", count " << count << ", " << i;
        }
        ASSERT_EQ(doubles[count], -1) << "written beyond the end";
      }
    }
  }
}

TEST_P(Kernels, FillDoublesWithMultiplesOfTheLastPlaceBelowOne) {
  std::vector<double> doubles(100'003);
  kernels().fill_doubles({10, 11}, 12, doubles);
  bool odd = false;
  for (const double value : doubles) {
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    const double scaled = std::ldexp(value, 53);
    ASSERT_EQ(scaled, std::floor(scaled));
    odd = odd || std::fmod(scaled, 2) == 1;
  }
  EXPECT_TRUE(odd) << "the last of the 53 bits is never set";
  EXPECT_LT(*std::ranges::min_element(doubles), 1e-3);
  EXPECT_GT(*std::ranges::max_element(doubles), 1 - 1e-3);
}

TEST_P(Kernels, GiveEverySeedAndSettingAStreamOfItsOwn) {
  std::set<std::vector<std::uint32_t>> beginnings;
  std::size_t filled = 0;
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t number = std::uint64_t{1} << bit;
    for (const Stream stream : {Stream{number, 0}, Stream{0, number}, Stream{number, number}}) {
      std::vector<std::uint32_t> words(4);
      kernels().fill_words(stream, 0, words);
      beginnings.insert(words);
      ++filled;
    }
  }
  EXPECT_EQ(beginnings.size(), filled);
}

TEST_P(Kernels, EstimatePi) {
  const std::uint64_t draws = 4'000'000;
  const double estimate = 4.0 * static_cast<double>(kernels().count_in_circle({1, 0}, 0, draws, largest)) / draws;
  EXPECT_NEAR(estimate, 3.14159265, 5 * 1.642 / std::sqrt(draws)); // five standard deviations of 4 x Bernoulli(pi / 4)
}

TEST(SquaredRadiusThreshold, IsExact) {
  EXPECT_EQ(squared_radius_threshold(1.0), largest);
  EXPECT_EQ(squared_radius_threshold(0.5), std::uint64_t{1} << 62);
  EXPECT_EQ(squared_radius_threshold(0.75), std::uint64_t{9} << 60);
  EXPECT_EQ(squared_radius_threshold(0x1p-32), 1);
  // (1 - 2^-53)^2 2^64 = 2^64 - 2^12 + 2^-42
  EXPECT_EQ(squared_radius_threshold(1 - 0x1p-53), largest - 4095);
  // (3 2^-33)^2 2^64 = 2.25
  EXPECT_EQ(squared_radius_threshold(0x3p-33), 2);
  // The double nearest 0.1 is 0x1999999999999a 2^-56; its square, as fractions of 2^64, is 0x28f5c28f5c28f70 + 0.64.
  EXPECT_EQ(squared_radius_threshold(0.1), 0x028F5C28F5C28F70);
}

TEST(SquaredRadiusThreshold, IsZeroForCirclesSmallerThanAStep) {
  EXPECT_EQ(squared_radius_threshold(0x1.fffffffffffffp-33), 0);
  EXPECT_EQ(squared_radius_threshold(1e-30), 0);
  EXPECT_EQ(squared_radius_threshold(0x1p-1074), 0);
}

TEST(SquaredRadiusThresholdDeathTest, RefusesRadiiOutsideTheUnitInterval) {
  EXPECT_DEATH(squared_radius_threshold(0.0), "radius");
  EXPECT_DEATH(squared_radius_threshold(1.0000001), "radius");
  EXPECT_DEATH(squared_radius_threshold(std::nan("")), "radius");
}

} // namespace
} // namespace sweep
