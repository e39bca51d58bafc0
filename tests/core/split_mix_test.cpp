#include "core/split_mix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sweep {
namespace {

TEST(SplitMix, GivesTheNumbersOfItsAuthors) { // of splitmix64.c (S. Vigna, 2015) with the seed 1234567
  SplitMix random(1234567);
  for (const std::uint64_t expected : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                       4593380528125082431U, 16408922859458223821U}) {
    EXPECT_EQ(random.next(), expected);
  }
}

TEST(SplitMix, MixesToThePlaceOfTheSequenceThatBeginsThere) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{215}, ~std::uint64_t{0}}) {
    EXPECT_EQ(SplitMix::mix(seed), SplitMix(seed).next());
  }
}

TEST(SplitMix, MixesDifferentValuesToDifferentOnes) {
  std::vector<std::uint64_t> mixed;
  for (std::uint64_t value = 0; value < 100'000; ++value) {
    mixed.push_back(SplitMix::mix(value));
    mixed.push_back(SplitMix::mix(~value));
  }
  std::ranges::sort(mixed);
  EXPECT_EQ(std::ranges::adjacent_find(mixed), mixed.end());
}

TEST(SplitMix, GivesUnitsThatFillTheIntervalEvenly) {
  constexpr int count = 100'000;
  SplitMix random(215);
  double sum = 0;
  double least = 1;
  double most = 0;
  for (int i = 0; i < count; ++i) {
    const double unit = random.next_unit();
    sum += unit;
    least = std::min(least, unit);
    most = std::max(most, unit);
  }
  EXPECT_GE(least, 0);
  EXPECT_LT(least, 1e-3);
  EXPECT_LT(most, 1);
  EXPECT_GT(most, 1 - 1e-3);
  EXPECT_NEAR(sum / count, 0.5, 5 / std::sqrt(12.0 * count)); // five standard errors
}

} // namespace
} // namespace sweep
