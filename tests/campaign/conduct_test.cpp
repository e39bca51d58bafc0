#include "campaign/conduct.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "core/errors.hpp"
#include "scripted_workload.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::quick;
using test::right_answer;
using test::run;
using test::scripted;
using test::Witness;
using test::world;

using test::task_count;

std::vector<Axis> all_axes() {
  return {{"model", {"serial", "threads"}},
          {"ranks", {"1..launched"}},
          {"schedule", {"static", "dynamic"}},
          {"chunk", {std::int64_t{1}}}};
}

TEST(Conduct, FinishesEveryCaseWithTheSameAnswer) {
  const WorkloadDescriptor workload =
      scripted({.tasks = task_count, .settings = [](const Values&) { return right_answer; }});
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
    ASSERT_EQ(outcome.file.estimates.size(), 1);
    const EstimatesRecord& estimates = outcome.file.estimates.front();
    EXPECT_EQ(estimates.experiment, "first");
    EXPECT_EQ(estimates.problem, 0);
    EXPECT_EQ(estimates.varying, Values{}) << "there is one problem only";
    ASSERT_EQ(estimates.table.rows(), task_count);
    EXPECT_EQ(estimates.table.get<std::uint64_t>("found")[5], 26);
  });
}

TEST(Conduct, StoresTheOrderInWhichRepetitionsRanInRounds) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
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

TEST(Conduct, NotesAnAnswerThatDiffersWhereItMay) {
  WorkloadDescriptor workload = scripted(
      task_count, [](std::uint64_t index) { return right_answer(index) + static_cast<std::uint64_t>(world().rank()); });
  workload.rules.may_differ = [](const WorkloadContext&) { return true; };
  std::vector<Axis> axes = all_axes();
  axes[2].values = {"static"};
  run(quick(workload, axes), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    EXPECT_TRUE(outcome.failed.empty());
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, CaseStatus::finished) << record.error;
      EXPECT_EQ(record.answer, record.ranks == 1 ? "same" : "differs");
      EXPECT_EQ(
          std::ranges::count_if(record.warnings, [](const std::string& text) { return text.starts_with("answer: "); }),
          record.ranks == 1 ? 0 : 1);
    }
  });
}

TEST(Conduct, WarnsOfWhatTheWordsOfACaseMakeDoubtful) {
  WorkloadDescriptor workload = scripted({.tasks = task_count, .settings = [](const Values&) { return right_answer; }});
  workload.settings->doubts = [](const WorkloadContext& context, std::span<const std::uint64_t> words) {
    return std::vector{"doubts: " + std::to_string(words.size()) + " words from seed " + std::to_string(context.seed)};
  };
  run(quick(workload, {{"model", {"serial", "threads"}}}), [](const Outcome& outcome) {
    EXPECT_TRUE(outcome.failed.empty());
    for (const CaseRecord& record : outcome.file.cases) {
      const std::string expected = "doubts: " + std::to_string(task_count) + " words from seed ";
      EXPECT_EQ(std::ranges::count_if(record.warnings, [&](const auto& text) { return text.starts_with(expected); }),
                1);
    }
  });
}

TEST(Conduct, FailsACaseThatFindsItselfWrongUnlessItMayBe) {
  for (const bool may : {false, true}) {
    WorkloadDescriptor workload =
        scripted({.tasks = task_count, .closes = [] { return StageReport{.wrong = "two were lost"}; }});
    workload.rules.may_differ = [may](const WorkloadContext&) { return may; };
    run(quick(workload, {{"model", {"serial"}}}), [may](const Outcome& outcome) {
      for (const CaseRecord& record : outcome.file.cases) {
        EXPECT_EQ(record.status, may ? CaseStatus::finished : CaseStatus::failed);
        EXPECT_EQ(record.error, may ? "" : "wrong answer: two were lost");
        EXPECT_EQ(record.answer, may ? "differs" : "");
      }
    });
  }
}

TEST(Conduct, FailsOnlyTheCasesWhoseAnswerDependsOnTheRank) {
  const WorkloadDescriptor workload = scripted(
      task_count, [](std::uint64_t index) { return right_answer(index) + static_cast<std::uint64_t>(world().rank()); });
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
  const WorkloadDescriptor workload = scripted(task_count, [](std::uint64_t index) {
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
  const WorkloadDescriptor workload = scripted(task_count, [](std::uint64_t index) {
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
      scripted(task_count, [](std::uint64_t) -> std::uint64_t { throw std::runtime_error("out of order"); });
  const WorkloadDescriptor sound = scripted(task_count, right_answer);
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

/// A bound is a bound, however busy the machine is.
/// Of every case that has a repetition.
void expect_bounds(const Outcome& outcome) {
  EXPECT_NE(outcome.ending, Ending::some_failed);
  std::map<std::pair<std::int64_t, std::int64_t>, Seconds> times; // by case and repetition
  for (const Sample& sample : outcome.file.samples) {
    Seconds& time = times[{sample.case_index, sample.repetition}];
    time = std::max(time, sample.wall_s);
  }
  for (const auto& [key, time] : times) {
    const CaseRecord& record = outcome.file.cases[static_cast<std::size_t>(key.first)];
    EXPECT_GT(record.bound_s, 0);
    EXPECT_LE(record.bound_s, time) << record.model << ", " << record.schedule << " on " << record.ranks << " ranks";
  }
}

TEST(Conduct, StoresABoundThatNoRepetitionOfWaitsFallsBelow) {
  const Axis models{"model", {"serial", "threads", "event_loop", "gil"}};
  const Axis few{"in_flight", {std::int64_t{1}, std::int64_t{3}, std::int64_t{100}}};
  const Axis schedules{"schedule", {"static", "dynamic"}};
  run(quick(*find_workload("fan_out"), {models, few, schedules, {"tasks", {std::int64_t{12}}}, {"wait", {2e-3}}}),
      expect_bounds);
}

/// An event loop computes while all its tasks wait: it looks after other ranks.
TEST(Conduct, StoresABoundThatCountsNoWorkBesideWaits) {
  constexpr int ranks_per_node = 1;
  run(quick(*find_workload("fan_out"), {{"model", {"event_loop"}},
                                        {"in_flight", {std::int64_t{1}}},
                                        {"schedule", {"dynamic"}},
                                        {"tasks", {std::int64_t{4}}},
                                        {"serial_tasks", {std::int64_t{1}}},
                                        {"wait", {50e-3}}}),
      expect_bounds, ranks_per_node);
}

TEST(Conduct, StoresABoundThatNoRepetitionOfWorkFallsBelow) {
  const Axis models{"model", {"serial", "threads", "event_loop", "gil"}};
  const Axis pace{"pace", {"native", "cpython"}};
  run(quick(*find_workload("mixed"), {models, pace, {"tasks", {std::int64_t{12}}}, {"length", {1e-3}}}), expect_bounds);
}

TEST(Conduct, EndsWhenTheTimeIsUpAndLeavesAFileThatSaysSo) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  Campaign campaign = quick(workload, all_axes());
  campaign.repetitions = {.min = 1'000'000'000, .max = 1'000'000'000, .interval = 0.05}; // years
  campaign.time_limit = 1; // into which a repetition and the saving fit also on a busy machine
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::out_of_time);
    EXPECT_FALSE(outcome.file.complete);
    EXPECT_TRUE(outcome.failed.empty());
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, CaseStatus::unfinished);
    }
  });
}

TEST(Conduct, JudgesAlsoCasesThatTheTimeWasTooShortFor) {
  Campaign campaign =
      quick(*find_workload("mixed"), {{"model", {"serial"}}, {"tasks", {std::int64_t{12}}}, {"length", {1e-4}}});
  campaign.repetitions = {.min = 1'000'000'000, .max = 1'000'000'000, .interval = 1e-9};
  campaign.time_limit = 2; // its first repetition begins within a tenth of that, under a sanitizer within half a second
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::out_of_time);
    ASSERT_FALSE(outcome.file.samples.empty());
    expect_bounds(outcome);
    const auto& warnings = outcome.file.cases.front().warnings;
    EXPECT_TRUE(
        std::ranges::any_of(warnings, [](const std::string& each) { return each.starts_with("not settled: "); }));
  });
}

TEST(Conduct, ThrowsWhenTheFileCannotBeWritten) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  const Launch launch = survey(world());
  const Plan plan = expand(quick(workload, all_axes()), launch);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, 0);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  Witness witness("");
  Result result;
  result.launches = {{.launch = 0}};
  const std::string nowhere = "/no-such-folder/result.h5";
  EXPECT_THROW(conduct(plan, ensemble, launch, InstructionSet::portable, result, nowhere, witness), SystemError);
  ensemble.dismiss();
}

} // namespace
} // namespace sweep
