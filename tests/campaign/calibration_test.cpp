// Calibration through campaign/ensemble.hpp and campaign/conduct.hpp: rank 0 measures for all.

#include <array>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "models/catalogue.hpp"
#include "workloads/calibrated_work.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::run;
using test::world;

constexpr std::uint64_t few_tasks = 12;
constexpr Seconds step_s = 0x1p-30;       // as rank 0 finds: about a nanosecond
constexpr Seconds length = 1024 * step_s; // of a task
constexpr Seconds pace_s = 80 * step_s;   // of an iteration

/// What rank `rank` finds that steps take: less than 5 % off on rank 2, more on ranks 1 and 3.
LoopTimes loop_on(std::int64_t rank) {
  constexpr std::array times{1.0, 1.25, 1.04, 0.5};
  return {.step = times.at(static_cast<std::size_t>(rank)) * step_s, .round = 4 * step_s};
}

/// What became of calibration on this rank.
struct CallLedger {
  int measured = 0;
  std::vector<LoopTimes> told_workload;
  std::vector<LoopTimes> told_model;
  std::vector<std::uint64_t> steps; ///< Of the work of a task, in each repetition.
  std::vector<std::uint64_t> pace_steps;

  LoopTimes measure() {
    ++measured;
    return loop_on(world().rank());
  }
};

/// Tasks of a given length, which note what they did.
WorkloadDescriptor calibrated(CallLedger& ledger) {
  return test::scripted({.tasks = few_tasks,
                         .oracle = test::right_answer,
                         .begins =
                             [&ledger](const Surroundings& around) {
                               ledger.told_workload.push_back(around.loop);
                               ledger.steps.push_back(CalibratedWork(length, around.loop).steps());
                             },
                         .closes = [&ledger] { return StageReport{.steps = ledger.steps.back()}; }});
}

/// Model `gil` at an interpreter's pace, which notes how many steps that is.
ModelDescriptor paced(CallLedger& ledger) {
  class Noting final : public Model {
   public:
    Noting(std::unique_ptr<Model> model, CallLedger& ledger) : model_(std::move(model)), ledger_(ledger) {}
    std::size_t workers() const override { return model_->workers(); }
    RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
      RankReport report = model_->run(work, dispenser, keep, start);
      ledger_.pace_steps.push_back(report.pace_steps);
      return report;
    }

   private:
    std::unique_ptr<Model> model_;
    CallLedger& ledger_;
  };
  ModelDescriptor model = *find_model("gil");
  model.make = [&ledger, gil = model.make](const Values& values, const LoopTimes& loop) -> std::unique_ptr<Model> {
    ledger.told_model.push_back(loop);
    return std::make_unique<Noting>(gil(values, loop), ledger);
  };
  return model;
}

/// Collective: conducts a campaign of the base and a case with a pace on all ranks, each of which measures otherwise.
template <typename Check>
void conduct_calibrated(const WorkloadDescriptor& workload, CallLedger& ledger, const Check& check) {
  const ModelDescriptor model = paced(ledger);
  const auto note = [&](Plan& plan) { plan.cases.back().model = &model; };
  const Campaign campaign = test::quick(
      workload,
      {{"model", {"gil"}}, {"threads", {std::int64_t{2}}}, {"pace", {"cpython"}}, {"iteration_cost", {pace_s}}});
  run(campaign, check, 0, note, [&] { return ledger.measure(); });
}

void expect_all(const std::vector<LoopTimes>& told, const LoopTimes& expected) {
  EXPECT_FALSE(told.empty());
  for (const LoopTimes& each : told) {
    EXPECT_EQ(each.step, expected.step);
    EXPECT_EQ(each.round, expected.round);
  }
}

TEST(Calibration, HasAllRanksDoExactlyWhatRankZeroMeasured) {
  CallLedger ledger;
  conduct_calibrated(calibrated(ledger), ledger,
                     [](const Outcome& outcome) { EXPECT_EQ(outcome.ending, Ending::complete); });
  expect_all(ledger.told_workload, loop_on(0));
  expect_all(ledger.told_model, loop_on(0));
  EXPECT_EQ(ledger.steps, std::vector<std::uint64_t>(ledger.steps.size(), 1024));
  EXPECT_EQ(ledger.pace_steps, std::vector<std::uint64_t>(ledger.pace_steps.size(), 76));
  EXPECT_FALSE(ledger.pace_steps.empty());
}

TEST(Calibration, IsDoneOnceAnExperimentOnRankZeroAndTriedOnceOnTheOthers) {
  CallLedger ledger;
  const WorkloadDescriptor workload = calibrated(ledger);
  Campaign campaign = test::quick(workload, {{"model", {"serial"}}, {"ranks", {"1..launched"}}});
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  run(
      campaign, [](const Outcome& outcome) { EXPECT_EQ(outcome.ending, Ending::complete); }, 0, [](Plan&) {},
      [&] { return ledger.measure(); });
  EXPECT_EQ(ledger.measured, world().rank() == 0 ? 3 : 1);
}

TEST(Calibration, IsStoredWithEveryCase) {
  CallLedger ledger;
  conduct_calibrated(calibrated(ledger), ledger, [](const Outcome& outcome) {
    ASSERT_EQ(outcome.file.cases.size(), 3) << "two bases: of the oracle, and at the interpreter's pace";
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.step_s, loop_on(0).step);
      EXPECT_EQ(record.round_s, loop_on(0).round);
      EXPECT_EQ(record.steps, 1024);
    }
    EXPECT_EQ(outcome.file.cases[0].pace_steps, 0) << "the base keeps none";
    EXPECT_EQ(outcome.file.cases[1].pace_steps, 76);
    EXPECT_EQ(outcome.file.cases[2].pace_steps, 76);
  });
}

/// The warnings of calibration.
std::vector<std::string> of_calibration(const CaseRecord& record) {
  std::vector<std::string> found;
  std::ranges::copy_if(record.warnings, std::back_inserter(found),
                       [](const std::string& text) { return text.starts_with("calibration: "); });
  return found;
}

TEST(Calibration, WarnsByNameOfRanksThatDifferByMoreThanFivePerCentInCasesThatTheyAreIn) {
  CallLedger ledger;
  conduct_calibrated(calibrated(ledger), ledger, [](const Outcome& outcome) {
    EXPECT_TRUE(of_calibration(outcome.file.cases[0]).empty()) << "the base is on rank 0";
    const std::vector<std::string> found = of_calibration(outcome.file.cases.back());
    ASSERT_EQ(found.size(), static_cast<std::size_t>(world().size() / 2)) << "nothing of rank 2";
    if (world().size() > 1) {
      EXPECT_EQ(found[0].find("calibration: rank 1 on "), 0);
      EXPECT_NE(found[0].find("takes 25 % longer"), std::string::npos) << found[0];
    }
    if (world().size() > 3) {
      EXPECT_EQ(found[1].find("calibration: rank 3 on "), 0);
      EXPECT_NE(found[1].find("takes 50 % less long"), std::string::npos) << found[1];
    }
  });
}

TEST(Calibration, IsNoMatterOfCasesWithoutWorkOfAGivenLength) {
  const WorkloadDescriptor workload = test::scripted(few_tasks, test::right_answer);
  const auto check = [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.steps, 0);
      EXPECT_EQ(record.pace_steps, 0);
      EXPECT_TRUE(of_calibration(record).empty());
    }
  };
  run(
      test::quick(workload, {{"model", {"serial"}}}), check, 0, [](Plan&) {}, [] { return loop_on(world().rank()); });
}

TEST(Calibration, SurveysEveryRankInOrder) {
  const WorkloadDescriptor workload = test::scripted(few_tasks, test::right_answer);
  const Launch launch = survey(world());
  const Plan plan = expand(test::quick(workload, {{"model", {"serial"}}}), launch);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, 0, [] { return loop_on(world().rank()); });
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  const std::vector<LoopTimes> found = ensemble.survey_loops();
  ASSERT_EQ(found.size(), static_cast<std::size_t>(world().size()));
  for (std::size_t rank = 0; rank < found.size(); ++rank) {
    EXPECT_EQ(found[rank].step, loop_on(static_cast<std::int64_t>(rank)).step);
  }
  ensemble.dismiss();
}

} // namespace
} // namespace sweep
