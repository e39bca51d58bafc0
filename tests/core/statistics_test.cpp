#include "core/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace sweep {
namespace {

TEST(Quantile, InterpolatesLinearlyBetweenOrderStatistics) {
  const std::array sample{1.0, 2.0, 4.0, 8.0}; // position = fraction * 3
  EXPECT_DOUBLE_EQ(quantile(sample, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sample, 1), 8);
  EXPECT_DOUBLE_EQ(quantile(sample, 0.5), 3);             // 1.5: between 2 and 4
  EXPECT_DOUBLE_EQ(quantile(sample, 0.25), 1.75);         // 0.75: between 1 and 2
  EXPECT_DOUBLE_EQ(quantile(sample, 0.75), 5);            // 2.25: between 4 and 8
  EXPECT_DOUBLE_EQ(quantile(sample, 0.95), 4 + 0.85 * 4); // 2.85
}

TEST(Quantile, OfOneValueIsThatValue) {
  const std::array sample{3.5};
  EXPECT_EQ(quantile(sample, 0), 3.5);
  EXPECT_EQ(quantile(sample, 0.3), 3.5);
  EXPECT_EQ(quantile(sample, 1), 3.5);
}

TEST(QuantileDeathTest, RefusesAnEmptySampleAndFractionsOutsideTheUnitInterval) {
  const std::array sample{1.0, 2.0};
  EXPECT_DEATH(quantile({}, 0.5), "sorted.empty");
  EXPECT_DEATH(quantile(sample, -0.01), "fraction");
  EXPECT_DEATH(quantile(sample, 1.01), "fraction");
  EXPECT_DEATH(quantile(sample, std::nan("")), "fraction");
}

TEST(MedianIntervalRank, IsThatOfTheTables) {
  // Le Boudec, "Performance Evaluation of Computer and Communication Systems", table A.1 (95 %), and exact binomials
  // computed with Python's integers.
  struct Row {
    std::size_t count;
    std::size_t rank;
  };
  for (const Row row : {Row{6, 1},
                        {7, 1},
                        {8, 1},
                        {9, 2},
                        {10, 2},
                        {11, 2},
                        {12, 3},
                        {15, 4},
                        {16, 4},
                        Row{17, 5},
                        {20, 6},
                        {25, 8},
                        {30, 10},
                        {50, 18},
                        {100, 40},
                        {200, 86},
                        {500, 228},
                        {1000, 469},
                        Row{10'000, 4902}}) {
    EXPECT_EQ(median_interval_rank(row.count), row.rank) << row.count << " values";
  }
}

/// P(Binomial(count, 1/2) <= k), exact up to the last division: the binomial coefficients are whole numbers.
double exact_tail(std::size_t count, std::size_t k) {
  std::uint64_t coefficient = 1;
  std::uint64_t sum = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    coefficient = coefficient * (count - i + 1) / i;
    sum += coefficient;
  }
  return std::ldexp(static_cast<double>(sum), -static_cast<int>(count));
}

TEST(MedianIntervalRank, IsTheLargestThatStillCovers95Percent) {
  for (std::size_t count = 6; count <= 56; ++count) {
    const std::size_t rank = median_interval_rank(count);
    ASSERT_GE(rank, 1);
    EXPECT_LE(exact_tail(count, rank - 1), 0.025) << count << " values";
    EXPECT_GT(exact_tail(count, rank), 0.025) << count << " values";
  }
}

TEST(MedianIntervalRank, IsNoneForSamplesTooSmallForAnInterval) {
  for (std::size_t count = 1; count <= 5; ++count) {
    EXPECT_EQ(median_interval_rank(count), 0);
    EXPECT_FALSE(interval_exists(count));
    EXPECT_GT(exact_tail(count, 0), 0.025);
  }
  EXPECT_TRUE(interval_exists(6));
}

TEST(Summarise, DescribesASampleInAnyOrder) {
  const Summary summary = summarise(std::array{5.0, 9.0, 1.0, 3.0, 7.0, 4.0, 10.0, 2.0, 8.0, 6.0});
  EXPECT_EQ(summary.count, 10);
  EXPECT_DOUBLE_EQ(summary.median, 5.5);
  EXPECT_DOUBLE_EQ(summary.low, 2); // second smallest and second largest
  EXPECT_DOUBLE_EQ(summary.high, 9);
  EXPECT_DOUBLE_EQ(summary.q1, 3.25);
  EXPECT_DOUBLE_EQ(summary.q3, 7.75);
  EXPECT_DOUBLE_EQ(summary.p95, 9.55);
  EXPECT_DOUBLE_EQ(summary.max, 10);
}

TEST(Summarise, GivesMinimumAndMaximumAsTheIntervalOfFewValues) {
  const Summary summary = summarise(std::array{2.0, 1.0, 4.0});
  EXPECT_EQ(summary.count, 3);
  EXPECT_EQ(summary.median, 2);
  EXPECT_EQ(summary.low, 1);
  EXPECT_EQ(summary.high, 4);
}

TEST(Summarise, RemovesNoOutlier) {
  const Summary summary = summarise(std::array{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1e9});
  EXPECT_EQ(summary.count, 7);
  EXPECT_EQ(summary.max, 1e9);
  EXPECT_EQ(summary.high, 1e9);
  EXPECT_EQ(summary.median, 1);
}

TEST(Summarise, PutsWhatIsNoNumberAtAnEnd) {
  std::vector<double> sample;
  for (int i = 0; i < 20; ++i) { // of so many that a sort which relies on an order runs over their ends
    sample.insert(sample.end(), {std::nan(""), 40.0 - i, static_cast<double>(i)});
  }
  const Summary summary = summarise(sample);
  EXPECT_EQ(summary.count, 60U);
  EXPECT_DOUBLE_EQ(summary.q1, 14.75);
  EXPECT_TRUE(std::isnan(summary.max));
}

TEST(RatioInterval, EnclosesTheRatioOfWhatTheTwoEnclose) {
  const Interval ratio = ratio_interval({.low = 6, .high = 10}, {.low = 2, .high = 4});
  EXPECT_EQ(ratio.low, 1.5);
  EXPECT_EQ(ratio.high, 5);
}

/// P(Binomial(7, 1/2) = 0) = 0.8 %, of six values 1.6 %.
TEST(MedianInterval, ForARatioIsThereFromSevenValuesOn) {
  const std::array values{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
  EXPECT_TRUE(std::isnan(median_interval(std::span(values).first(6), of_each_median).low));
  EXPECT_EQ(median_interval(values, of_each_median).low, 1);
  EXPECT_EQ(median_interval(values, of_each_median).high, 7);
}

TEST(SummariseDeathTest, RefusesAnEmptySample) {
  EXPECT_DEATH(summarise({}), "sorted.empty");
}

} // namespace
} // namespace sweep
