#include "campaign/conduct.hpp"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "core/errors.hpp"
#include "scripted_workload.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::quick;
using test::right_answer;
using test::run;
using test::scripted;
using test::Witness;
using test::world;

constexpr std::uint64_t tasks = 40;

std::vector<Axis> all_axes() {
  return {{"model", {"serial", "threads"}},
          {"ranks", {"1..launched"}},
          {"schedule", {"static", "dynamic"}},
          {"chunk", {std::int64_t{1}}}};
}

TEST(Conduct, FinishesEveryCaseWithTheSameAnswer) {
  const WorkloadDescriptor workload = scripted(tasks, right_answer);
  run(quick(workload, all_axes()), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    EXPECT_TRUE(outcome.file.complete);
    EXPECT_TRUE(outcome.failed.empty());
    std::size_t samples = 0;
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, CaseStatus::finished) << record.error;
      EXPECT_EQ(record.checksum, outcome.file.cases.front().checksum);
      samples += static_cast<std::size_t>(3 * record.ranks);
    }
    EXPECT_EQ(outcome.file.samples.size(), samples);
    EXPECT_EQ(outcome.file.estimates.at("first").rows(), tasks);
    EXPECT_EQ(outcome.file.estimates.at("first").get<std::uint64_t>("found")[5], 26);
  });
}

TEST(Conduct, StoresTheOrderInWhichRepetitionsRanInRounds) {
  const WorkloadDescriptor workload = scripted(tasks, right_answer);
  run(quick(workload, all_axes()), [](const Outcome& outcome) {
    const auto cases = static_cast<std::int64_t>(outcome.file.cases.size());
    std::set<std::int64_t> orders;
    for (const Sample& sample : outcome.file.samples) {
      orders.insert(sample.order);
      EXPECT_EQ(sample.order / cases, sample.repetition) << "not every case was repeated once before the next round";
    }
    EXPECT_EQ(orders.size(), static_cast<std::size_t>(3 * cases));
    EXPECT_EQ(*orders.rbegin(), 3 * cases - 1);
  });
}

TEST(Conduct, FailsOnlyTheCasesWhoseAnswerDependsOnTheRank) {
  const WorkloadDescriptor workload = scripted(
      tasks, [](std::uint64_t index) { return right_answer(index) + static_cast<std::uint64_t>(world().rank()); });
  std::vector<Axis> axes = all_axes();
  axes[2].values = {"static"};
  run(quick(workload, axes), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, world().size() > 1 ? Ending::some_failed : Ending::complete);
    EXPECT_TRUE(outcome.file.complete);
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, record.ranks > 1 ? CaseStatus::failed : CaseStatus::finished);
      EXPECT_EQ(record.error.find("wrong answer: task "), record.ranks > 1 ? 0 : std::string::npos) << record.error;
    }
  });
}

TEST(Conduct, FailsTheCasesWhoseAnswerDependsOnTheThread) {
  static std::thread::id main_thread;
  main_thread = std::this_thread::get_id();
  const WorkloadDescriptor workload = scripted(tasks, [](std::uint64_t index) {
    return right_answer(index) + (std::this_thread::get_id() == main_thread ? 0 : 1);
  });
  std::vector<Axis> axes = all_axes();
  axes[2].values = {"static"};
  run(quick(workload, axes), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, record.model == "threads" ? CaseStatus::failed : CaseStatus::finished) << record.error;
    }
    EXPECT_NE(outcome.failed.front().find("wrong answer: task 1 found 3 where the serial oracle found 2"),
              std::string::npos)
        << outcome.failed.front();
  });
}

TEST(Conduct, FailsACaseWhoseAnswerChangesInALaterRepetition) {
  static std::atomic<int> runs = 0;
  runs = 0;
  const WorkloadDescriptor workload = scripted(tasks, [](std::uint64_t index) {
    runs += index == 0 ? 1 : 0; // the oracle, the check, the warm-up, repetition 0, repetition 1
    return right_answer(index) + (runs >= 5 ? 1 : 0);
  });
  run(quick(workload, {{"model", {"serial"}}, {"ranks", {std::int64_t{1}}}}), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    ASSERT_EQ(outcome.file.cases.size(), 1);
    EXPECT_EQ(outcome.file.cases.front().error.find("wrong answer: the tally of repetition 1 differs"), 0)
        << outcome.file.cases.front().error;
  });
}

TEST(Conduct, FailsEveryCaseOfAProblemWhoseOracleFailsAndGoesOnWithTheNextExperiment) {
  const WorkloadDescriptor broken =
      scripted(tasks, [](std::uint64_t) -> std::uint64_t { throw std::runtime_error("out of order"); });
  const WorkloadDescriptor sound = scripted(tasks, right_answer);
  Campaign campaign = quick(broken, all_axes());
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  campaign.experiments.back().workload = &sound;
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    EXPECT_TRUE(outcome.file.complete);
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, record.experiment == "first" ? CaseStatus::failed : CaseStatus::finished);
      EXPECT_EQ(record.error, record.experiment == "first" ? "the serial oracle failed: out of order" : "");
    }
  });
}

TEST(Conduct, EndsWhenTheTimeIsUpAndLeavesAFileThatSaysSo) {
  const WorkloadDescriptor workload = scripted(tasks, right_answer);
  Campaign campaign = quick(workload, all_axes());
  campaign.repetitions = {.min = 1'000'000'000, .max = 1'000'000'000, .interval = 0.05}; // years
  campaign.time_limit = 0.2;
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::out_of_time);
    EXPECT_FALSE(outcome.file.complete);
    EXPECT_TRUE(outcome.failed.empty());
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, CaseStatus::unfinished);
    }
  });
}

TEST(Conduct, ThrowsWhenTheFileCannotBeWritten) {
  const WorkloadDescriptor workload = scripted(tasks, right_answer);
  const Launch launch = survey(world());
  const Plan plan = expand(quick(workload, all_axes()), launch);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, 0);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  Witness witness("");
  Result result;
  const std::string nowhere = "/no-such-folder/result.h5";
  EXPECT_THROW(conduct(plan, ensemble, launch, InstructionSet::portable, result, nowhere, witness), SystemError);
  ensemble.dismiss();
}

} // namespace
} // namespace sweep
