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

/// Has the ranks carry out all tasks of their cases, so many times.
void carry_out_all(Result& result, std::int64_t times = 1) {
  for (Sample& sample : result.samples) {
    const CaseRecord& record = result.cases[static_cast<std::size_t>(sample.case_index)];
    sample.tasks = times * record.tasks / record.ranks;
  }
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
  carry_out_all(result);
  const Table table = summary_table(result);
  EXPECT_EQ(table.get<double>("speedup"), (Reals{1, 50}));
  EXPECT_EQ(table.get<double>("efficiency"), (Reals{1, 12.5}));
  EXPECT_EQ(table.get<double>("median_s"), (Reals{5, 2.5})) << "times are as measured";
}

TEST(SummaryTest, ASpeedUpHasAnIntervalFromSevenRepetitionsOn) {
  Result result;
  result.cases.resize(2);
  for (CaseRecord& each : result.cases) {
    each.base = 0;
    each.tasks = 1;
  }
  for (std::int64_t i = 0; i < 6; ++i) {
    result.samples.push_back(test::example_sample(0, i, 0, 10.0 + static_cast<double>(i)));
    result.samples.push_back(test::example_sample(1, i, 0, 5.0 + static_cast<double>(i)));
  }
  carry_out_all(result);
  EXPECT_TRUE(std::isnan(summary_table(result).get<double>("speedup_low")[1]));
  result.samples.push_back(test::example_sample(0, 6, 0, 16));
  result.samples.push_back(test::example_sample(1, 6, 0, 11));
  carry_out_all(result);
  const Table table = summary_table(result);
  EXPECT_EQ(table.get<double>("speedup_low"), (Reals{1, 10.0 / 11})); // minimum and maximum of seven: 98.4 % each
  EXPECT_EQ(table.get<double>("speedup_high"), (Reals{1, 16.0 / 5}));
}

TEST(SummaryTest, ACaseThatLeftTasksOutInSomeRepetitionHasNoSpeedup) {
  Result result = test::example_result();
  result.samples.back().tasks -= 1;
  const Table table = summary_table(result);
  EXPECT_EQ(table.get<double>("speedup")[0], 1);
  for (const char* const column : {"speedup", "speedup_low", "speedup_high", "efficiency"}) {
    EXPECT_TRUE(std::isnan(table.get<double>(column)[1])) << column;
  }
  EXPECT_EQ(table.get<double>("median_s"), (Reals{5, 2.5})) << "times are as measured";
}

TEST(SummaryTest, ACaseWhoseBaseLeftTasksOutHasNoSpeedup) {
  Result result = test::example_result();
  result.samples.front().tasks = 0;
  EXPECT_TRUE(std::isnan(summary_table(result).get<double>("speedup")[1]));
}

TEST(SummaryTest, ACaseCarriesOutItsTasksInEachOfItsOperations) {
  Result result = test::example_result();
  result.operations[0].resize(2);
  result.operations[1].resize(2);
  EXPECT_TRUE(std::isnan(summary_table(result).get<double>("speedup")[1]));
  carry_out_all(result, 2);
  EXPECT_EQ(summary_table(result).get<double>("speedup"), (Reals{1, 2}));
}

TEST(SummaryTest, ADeadlineThatNeverCameTakesNoSpeedupAway) {
  Result result = test::example_result();
  result.cases[1].parameters.set("deadline", 5.0);
  EXPECT_EQ(summary_table(result).get<double>("speedup"), (Reals{1, 2}));
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
  EXPECT_EQ(table.columns.size(), 18U);
  EXPECT_EQ(table.rows(), 0U);
}

} // namespace
} // namespace sweep
