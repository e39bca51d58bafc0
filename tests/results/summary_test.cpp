#include "results/summary.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "example_result.hpp"

namespace sweep {
namespace {

using Reals = std::vector<double>;

/// One case on one rank and thread with these times.
Result timed(const Reals& times) {
  Result result;
  result.cases.resize(1);
  for (std::size_t i = 0; i < times.size(); ++i) {
    result.samples.push_back(test::example_sample(0, static_cast<std::int64_t>(i), 0, times[i]));
  }
  return result;
}

TEST(SummaryTest, AgreesWithAComputationByHand) {
  // Sorted 1..9: median 5, quartiles 3 and 7, p95 at position 7.6. Of nine values the second smallest and second
  // largest enclose the median with 96.1 %.
  const Table table = summary_table(timed({3, 1, 2, 9, 8, 7, 4, 5, 6}));
  EXPECT_EQ(table.get<double>("median_s"), Reals{5});
  EXPECT_EQ(table.get<double>("low_s"), Reals{2});
  EXPECT_EQ(table.get<double>("high_s"), Reals{8});
  EXPECT_EQ(table.get<double>("q1_s"), Reals{3});
  EXPECT_EQ(table.get<double>("q3_s"), Reals{7});
  EXPECT_NEAR(table.get<double>("p95_s")[0], 8.6, 1e-12);
  EXPECT_EQ(table.get<double>("max_s"), Reals{9});
  EXPECT_EQ(table.get<std::int64_t>("repetitions"), std::vector<std::int64_t>{9});
  EXPECT_EQ(table.find("p95_s")->unit, "s");
}

TEST(SummaryTest, TheTimeOfARepetitionIsThatOfItsSlowestRank) {
  // Base: 4, 5, 6 s. Second case: rank 1 is the slower one with 2, 2.5, 3 s, on 2 ranks x 2 threads.
  const Table table = summary_table(test::example_result());
  EXPECT_EQ(table.get<std::int64_t>("case"), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(table.get<double>("median_s"), (Reals{5, 2.5}));
  EXPECT_EQ(table.get<double>("speedup"), (Reals{1, 2}));
  EXPECT_EQ(table.get<double>("efficiency"), (Reals{1, 0.5}));
}

TEST(SummaryTest, ComparesTimesATaskWhereTheBaseRanFewerTasks) {
  Result result = test::example_result(); // medians 5 and 2.5 s on 2 ranks x 2 threads
  result.cases[0].tasks = 20;
  result.cases[1].tasks = 500;
  const Table table = summary_table(result);
  EXPECT_EQ(table.get<double>("speedup"), (Reals{1, 50}));
  EXPECT_EQ(table.get<double>("efficiency"), (Reals{1, 12.5}));
  EXPECT_EQ(table.get<double>("median_s"), (Reals{5, 2.5})) << "times are as measured";
}

TEST(SummaryTest, ACaseWithoutABaseHasNoSpeedup) {
  const Table table = summary_table(timed({1}));
  EXPECT_TRUE(std::isnan(table.get<double>("speedup")[0]));
  EXPECT_TRUE(std::isnan(table.get<double>("efficiency")[0]));
}

TEST(SummaryTest, ACaseTimedBeforeItsBaseHasNoSpeedup) {
  Result result = timed({1});
  result.cases.resize(2);
  result.cases[0].base = 1;
  EXPECT_TRUE(std::isnan(summary_table(result).get<double>("speedup")[0]));
}

TEST(SummaryTest, ACaseWithoutSamplesHasNoRow) {
  Result result = test::example_result();
  result.samples.clear();
  const Table table = summary_table(result);
  EXPECT_EQ(table.columns.size(), 11U);
  EXPECT_EQ(table.rows(), 0U);
}

} // namespace
} // namespace sweep
