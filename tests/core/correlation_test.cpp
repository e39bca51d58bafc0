#include "core/correlation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace sweep {
namespace {

/// Values computed with numpy and pandas.Series.rank.
TEST(RankRatio, AgreesWithAnIndependentComputation) {
  EXPECT_DOUBLE_EQ(rank_ratio(std::array{3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.3, 5.8, 9.7, 9.3, 2.3, 8.4}), 284.0 / 143);
  EXPECT_NEAR(rank_ratio(std::array{1.00, 1.02, 1.01, 1.03, 1.05, 1.04, 1.06, 1.08, 1.07, 1.10}), 0.32727272727272727,
              1e-15);
}

TEST(RankRatio, GivesEqualValuesTheirMeanRank) {
  EXPECT_NEAR(rank_ratio(std::array{5.0, 1.2, 3.3, 3.3, 9.1, 7.0, 2.2, 8.8, 4.4, 6.1}), 2.225609756097561, 1e-15);
}

TEST(RankRatio, IsThatOfARandomOrderWhereAllAreEqual) {
  EXPECT_EQ(rank_ratio(std::vector<double>(9, 1.0)), 2);
  EXPECT_EQ(rank_ratio({}), 2);
}

TEST(NeighboursAlike, IsTrueOfATrendOnceThereAreSix) {
  const std::vector<double> rising{1, 2, 3, 4, 5, 6};
  EXPECT_TRUE(neighbours_alike(rising));
  EXPECT_TRUE(neighbours_alike(std::vector<double>(rising.rbegin(), rising.rend())));
  EXPECT_FALSE(neighbours_alike(std::span(rising).first(5)));
}

TEST(NeighboursAlike, IsFalseOfEqualAndOfAlternatingValues) {
  EXPECT_FALSE(neighbours_alike(std::vector<double>(50, 1.0)));
  EXPECT_FALSE(neighbours_alike(std::array{1.0, 9.0, 2.0, 8.0, 3.0, 7.0, 4.0, 6.0}));
}

/// Of how many of all orders of that many different values it is true.
int orders_found_alike(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0);
  int alike = 0;
  do {
    alike += neighbours_alike(values) ? 1 : 0;
  } while (std::ranges::next_permutation(values).found);
  return alike;
}

/// Counted with numpy over all permutations: 4.7, 5.6 and 5.3 %.
TEST(NeighboursAlike, IsTrueOfFivePercentOfAllOrders) {
  EXPECT_EQ(orders_found_alike(6), 34);   // of 720
  EXPECT_EQ(orders_found_alike(7), 284);  // of 5,040
  EXPECT_EQ(orders_found_alike(8), 2134); // of 40,320
}

} // namespace
} // namespace sweep
