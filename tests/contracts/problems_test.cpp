// What every workload of the catalogue promises of itself, whatever its values.

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <vector>

#include "../contracts/answer.hpp"
#include "../contracts/problem.hpp"

namespace sweep {
namespace {

using test::few_tasks;
using test::Problem;
using test::problems;

class EveryProblem : public testing::TestWithParam<Problem> {};

INSTANTIATE_TEST_SUITE_P(Contract, EveryProblem, testing::ValuesIn(problems()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryProblem, HasAsManyTasksAsItWasAskedForAndWordsForEach) {
  const WorkloadContext context = GetParam().context();
  const std::unique_ptr<Workload> workload = GetParam().workload->make(context);
  const SerialBase& base = GetParam().workload->base;
  EXPECT_EQ(workload->tasks(), few_tasks);
  EXPECT_GT(workload->words_per_task(), 0);
  if (base.tasks) {
    EXPECT_GT(base.tasks(context), 0);
  }
  if (base.oracle) {
    EXPECT_EQ(base.oracle(context)->tasks(), few_tasks);
    EXPECT_EQ(base.oracle(context)->words_per_task(), workload->words_per_task());
  }
}

TEST_P(EveryProblem, CostsNoNegativeTime) {
  const auto& cost_of = GetParam().workload->cost;
  const Cost cost = cost_of ? cost_of(GetParam().context()) : Cost{};
  EXPECT_GE(cost.processor, 0);
  EXPECT_GE(cost.wait, 0);
  EXPECT_LT(cost.processor + cost.wait, std::numeric_limits<double>::infinity());
  EXPECT_GE(cost.waits_at_once, 0);
  EXPECT_GE(cost.native_fraction, 0);
  EXPECT_LE(cost.native_fraction, 1);
  if (cost.total_wait) {
    EXPECT_GE(cost.total_wait(), 0);
    EXPECT_LT(cost.total_wait(), std::numeric_limits<double>::infinity());
  }
}

class EveryProblemOfSettings : public EveryProblem {};

std::vector<Problem> problems_of_settings() {
  std::vector<Problem> all = problems();
  std::erase_if(all, [](const Problem& problem) { return !problem.workload->settings; });
  return all;
}

INSTANTIATE_TEST_SUITE_P(Contract, EveryProblemOfSettings, testing::ValuesIn(problems_of_settings()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryProblemOfSettings, HasEstimatesWithOneRowATask) {
  const Table table = GetParam().workload->settings->estimates(GetParam().context(), test::oracle(GetParam()).words);
  EXPECT_FALSE(table.columns.empty());
  for (const Column& column : table.columns) {
    EXPECT_EQ(column.rows(), few_tasks) << column.name;
    EXPECT_FALSE(column.name.empty());
  }
}

} // namespace
} // namespace sweep
