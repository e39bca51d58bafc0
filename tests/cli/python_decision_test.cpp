#include "cli/python_decision.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "campaign/cases.hpp"
#include "cli/campaign_file.hpp"
#include "cli/decision_file.hpp"
#include "core/found_out.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::int64_t cores = 4;

TaskShape shape(Seconds wall, Seconds processor, std::uint64_t tasks = 100'000) {
  return {.wall = wall,
          .processor = processor,
          .tasks = tasks,
          .ways = {"sequential", "thread_pool", "process_pool_fork", "mpi_pool"}};
}

PythonQuestion::Answerable made_for(const TaskShape& shape) {
  Values chosen;
  chosen.set("task", "mine:work");
  chosen.set("items", "100000");
  return python_decision(values_of(find_workload("python")->parameters, chosen), shape, cores);
}

/// Throws UsageError where the campaign or the rules cannot be.
Campaign campaign_for(const TaskShape& shape) {
  const PythonQuestion::Answerable made = made_for(shape);
  read_decision_rules(made.decision_rules, "rules");
  return read_campaign(made.toml, "made.toml", {});
}

const Experiment* experiment(const Campaign& campaign, const std::string& name) {
  const auto found = std::ranges::find(campaign.experiments, name, &Experiment::name);
  return found == campaign.experiments.end() ? nullptr : &*found;
}

std::vector<Value> values(const Experiment* experiment, const std::string& axis) {
  const auto found = std::ranges::find(experiment->axes, axis, &Axis::name);
  return found == experiment->axes.end() ? std::vector<Value>{} : found->values;
}

std::int64_t whole(const Experiment* experiment, const std::string& axis) {
  return std::get<std::int64_t>(values(experiment, axis).at(0));
}

TEST(PythonDecision, GivesAFunctionThatComputesAWorkerACore) {
  const Campaign campaign = campaign_for(shape(0.005, 0.005));
  const Experiment* yours = experiment(campaign, "yours");
  EXPECT_EQ(values(yours, "workers"), std::vector<Value>{cores});
  const double repetition = static_cast<double>(whole(yours, "first")) * 0.005 / cores;
  EXPECT_GT(repetition, 0.3);
  EXPECT_LT(repetition, 1);
  EXPECT_EQ(values(yours, "executor").size(), 4U);
}

TEST(PythonDecision, TellsByWaitingTasksWhatMoreCoresWouldChange) {
  const Campaign campaign = campaign_for(shape(0.005, 0.005));
  const Experiment* more = experiment(campaign, "more_cores");
  ASSERT_NE(more, nullptr);
  EXPECT_EQ(more->workload->name, "fan_out");
  EXPECT_EQ(whole(more, "threads"), 4 * cores);
  EXPECT_EQ(whole(more, "workers"), 4 * cores);
  EXPECT_EQ(whole(more, "tasks") % (4 * cores), 0) << "all cores have as many";
  EXPECT_DOUBLE_EQ(std::get<double>(values(more, "wait").at(0)), 0.005);
  EXPECT_EQ(std::get<std::string>(values(more, "release").at(0)), "never") << "the lock is held as if it computed";
}

TEST(PythonDecision, LetsNoTaskWaitShorterThanTheSystemCan) {
  const Campaign campaign = campaign_for(shape(1e-5, 1e-5));
  EXPECT_GE(std::get<double>(values(experiment(campaign, "more_cores"), "wait").at(0)), 0.002);
}

TEST(PythonDecision, GivesAFunctionThatWaitsManyWorkersAndNoMoreCores) {
  const Campaign campaign = campaign_for(shape(0.1, 0.0001));
  const Experiment* yours = experiment(campaign, "yours");
  EXPECT_EQ(values(yours, "workers"), std::vector<Value>{std::int64_t{20}});
  EXPECT_EQ(experiment(campaign, "more_cores"), nullptr);
  EXPECT_EQ(experiment(campaign, "emulated")->workload->name, "fan_out");
  const auto ways = values(yours, "executor");
  EXPECT_EQ(std::ranges::count(ways, Value{std::string("mpi_pool")}), 0) << "nobody starts 20 ranks to wait";
  EXPECT_LT(static_cast<double>(whole(yours, "first")) * 0.1 / 20, 0.6);
}

TEST(PythonDecision, GivesAFunctionThatDoesBothSoManyWorkersThatTheCoresAreBusy) {
  const Campaign campaign = campaign_for(shape(0.1, 0.06));
  EXPECT_EQ(values(experiment(campaign, "yours"), "workers"), (std::vector<Value>{cores, std::int64_t{7}}));
  EXPECT_EQ(experiment(campaign, "emulated")->workload->name, "tiny_files");
  EXPECT_EQ(experiment(campaign, "more_cores"), nullptr);
}

TEST(PythonDecision, HasSomeItemsForEachWorkerHoweverLongTheyTake) {
  EXPECT_GE(whole(experiment(campaign_for(shape(5, 0.01)), "yours"), "first"), 60);
  EXPECT_EQ(whole(experiment(campaign_for(shape(5, 0.01, 7)), "yours"), "first"), 7) << "there are no more";
}

} // namespace
} // namespace sweep
