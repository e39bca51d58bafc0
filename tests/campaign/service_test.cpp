// campaign/ensemble.hpp and campaign/conduct.hpp for workloads that need a service, and for those whose serial base
// runs only some of the tasks.

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "core/busy_steps.hpp"
#include "core/errors.hpp"
#include "scripted_workload.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::quick;
using test::right_answer;
using test::run;
using test::Script;
using test::world;

using test::task_count;

/// What the services of this process did.
struct ServiceLedger {
  int started = 0;
  int running = 0;
  int most_running = 0;
  std::set<std::string> told; ///< Addresses that repetitions found around them.
};

/// Notes in the ledger that it lives. Its address tells who started it, as which.
class Noted final : public Service {
 public:
  Noted(ServiceLedger& ledger, bool lasting)
      : ledger_(ledger), lasting_(lasting),
        address_("rank " + std::to_string(world().rank()) + ", start " + std::to_string(++ledger.started)) {
    ledger_.most_running = std::max(ledger_.most_running, ++ledger_.running);
  }
  ~Noted() override { --ledger_.running; }
  Noted(const Noted&) = delete;
  Noted& operator=(const Noted&) = delete;

  std::string address() override { return lasting_ || asked_++ == 0 ? address_ : ""; }

 private:
  ServiceLedger& ledger_;
  bool lasting_; ///< Else it tells its address once and is dead.
  int asked_ = 0;
  std::string address_;
};

Script served(ServiceLedger& ledger, bool lasting = true) {
  return {.tasks = task_count,
          .begins = [&ledger](const Surroundings& around) { ledger.told.insert(around.service); },
          .serve = [&ledger, lasting] { return std::make_unique<Noted>(ledger, lasting); }};
}

std::vector<Axis> on_all_ranks() {
  return {{"model", {"serial", "threads"}}, {"ranks", {std::int64_t{world().size()}}}};
}

void expect_all_finished(const Outcome& outcome) {
  EXPECT_EQ(outcome.ending, Ending::complete);
  for (const CaseRecord& record : outcome.file.cases) {
    EXPECT_EQ(record.status, CaseStatus::finished) << record.error;
  }
}

TEST(Service, IsStartedOnceForAllCasesOfAProblemAndEndsWithThem) {
  ServiceLedger ledger;
  const WorkloadDescriptor workload = test::scripted(served(ledger));
  run(quick(workload, on_all_ranks()), expect_all_finished);
  EXPECT_EQ(ledger.started, world().rank() == 0 ? 1 : 0);
  EXPECT_EQ(ledger.told, std::set<std::string>{"rank 0, start 1"});
  EXPECT_EQ(ledger.running, 0);
}

TEST(Service, IsStartedOnEveryNodeByItsFirstRankForTheRanksThere) {
  ServiceLedger ledger;
  const WorkloadDescriptor workload = test::scripted(served(ledger));
  constexpr int ranks_per_node = 2;
  run(quick(workload, on_all_ranks()), expect_all_finished, ranks_per_node);
  const int leader = world().rank() / ranks_per_node * ranks_per_node;
  EXPECT_EQ(ledger.started, world().rank() == leader ? 1 : 0);
  EXPECT_EQ(ledger.told, std::set<std::string>{"rank " + std::to_string(leader) + ", start 1"});
}

TEST(Service, OfEachProblemIsOneOfItsOwnAndEndsWithItsExperiment) {
  ServiceLedger first;
  ServiceLedger second;
  const WorkloadDescriptor one = test::scripted(served(first));
  Script script = served(second);
  script.serve = [&] {
    EXPECT_EQ(first.running, 0) << "the experiment before still has its service";
    return std::make_unique<Noted>(second, true);
  };
  const WorkloadDescriptor other = test::scripted(script);
  Campaign campaign = quick(one, on_all_ranks());
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  campaign.experiments.back().workload = &other;
  run(campaign, expect_all_finished);
  EXPECT_EQ(first.started, world().rank() == 0 ? 1 : 0);
  EXPECT_EQ(second.started, world().rank() == 0 ? 1 : 0);
}

TEST(Service, ThatIsDeadIsReplacedBeforeTheNextRepetition) {
  ServiceLedger ledger;
  const WorkloadDescriptor workload = test::scripted(served(ledger, false));
  run(quick(workload, on_all_ranks()), [&](const Outcome& outcome) {
    expect_all_finished(outcome);
    // The oracle, and for each case a check, a warm-up and three repetitions.
    EXPECT_EQ(ledger.started, 1 + 5 * static_cast<int>(outcome.file.cases.size()));
  });
  EXPECT_EQ(ledger.most_running, world().rank() == 0 ? 1 : 0) << "the old one ends before the new one starts";
  EXPECT_GE(ledger.told.size(), 10U) << "every rank is told where the new one is";
}

TEST(Service, ThatCannotBeStartedFailsItsCasesWithItsWordsAndTheNextExperimentIsWell) {
  const WorkloadDescriptor workload = test::scripted({.tasks = task_count, .serve = []() -> std::unique_ptr<Service> {
                                                        throw SystemError("start", "the server", "no luck");
                                                      }});
  const WorkloadDescriptor sound = test::scripted(task_count, right_answer);
  Campaign campaign = quick(workload, on_all_ranks());
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  campaign.experiments.back().workload = &sound;
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    for (const CaseRecord& record : outcome.file.cases) {
      const bool first = record.experiment == "first";
      EXPECT_EQ(record.status, first ? CaseStatus::failed : CaseStatus::finished);
      EXPECT_EQ(record.error, first ? "the serial oracle failed: cannot start the server: no luck" : "");
    }
  });
}

TEST(Service, ThatCannotBeStartedOnOneNodeFailsTheCasesThatUseIt) {
  for (int failing = 1; failing < world().size(); ++failing) {
    ServiceLedger ledger;
    Script script = served(ledger);
    script.serve = [&]() -> std::unique_ptr<Service> {
      if (world().rank() == failing) {
        throw std::runtime_error("no luck");
      }
      return std::make_unique<Noted>(ledger, true);
    };
    const WorkloadDescriptor workload = test::scripted(script);
    const auto check = [&](const Outcome& outcome) {
      for (const CaseRecord& record : outcome.file.cases) {
        EXPECT_EQ(record.error, record.ranks > failing ? "rank " + std::to_string(failing) + ": no luck" : "");
      }
    };
    run(quick(workload, {{"model", {"serial"}}, {"ranks", {"1..launched"}}}), check, 1);
  }
}

TEST(Oracle, ChecksAllTasksWhileTheBaseRunsOnlyTheFirst) {
  std::multiset<std::uint64_t> checked;
  const auto note = [&checked](std::uint64_t index) {
    checked.insert(index);
    return right_answer(index);
  };
  const WorkloadDescriptor workload = test::scripted(
      {.tasks = task_count, .oracle = note, .serial_tasks = 3, .settings = [](const Values&) { return right_answer; }});
  run(quick(workload, on_all_ranks()), [](const Outcome& outcome) {
    expect_all_finished(outcome);
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> run_tasks; // by case and repetition
    for (const Sample& sample : outcome.file.samples) {
      run_tasks[{sample.case_index, sample.repetition}] += sample.tasks;
    }
    for (const auto& [key, count] : run_tasks) {
      EXPECT_EQ(count, key.first == 0 ? 3 : static_cast<std::int64_t>(task_count)) << "case " << key.first;
    }
    EXPECT_EQ(outcome.file.cases[0].tasks, 3);
    ASSERT_EQ(outcome.file.estimates.size(), 1);
    EXPECT_EQ(outcome.file.estimates.front().table.rows(), task_count) << "the oracle's";
  });
  EXPECT_EQ(checked.size(), world().rank() == 0 ? task_count : 0) << "once each";
  EXPECT_EQ(std::set(checked.begin(), checked.end()).size(), checked.size());
}

/// A campaign whose task `wrong` finds something else than the oracle does, with a base of three tasks.
void run_with_wrong_task(std::uint64_t wrong, const std::function<void(const Outcome&)>& check) {
  const WorkloadDescriptor workload =
      test::scripted({.tasks = task_count,
                      .answer = [wrong](std::uint64_t index) { return right_answer(index) + (index == wrong ? 5 : 0); },
                      .oracle = right_answer,
                      .serial_tasks = 3});
  run(quick(workload, on_all_ranks()), check);
}

TEST(Oracle, FailsTheBaseTooWhereOneOfItsOwnTasksIsWrong) {
  run_with_wrong_task(1, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    for (const CaseRecord& record : outcome.file.cases) {
      EXPECT_EQ(record.status, CaseStatus::failed);
      EXPECT_EQ(record.error, "wrong answer: task 1 found 7 where the serial oracle found 2");
    }
  });
}

TEST(Oracle, FailsAllButTheBaseWhereATaskThatThatDoesNotRunIsWrong) {
  run_with_wrong_task(39, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.file.cases[0].status, CaseStatus::finished);
    ASSERT_GT(outcome.file.cases.size(), 1U);
    for (std::size_t index = 1; index < outcome.file.cases.size(); ++index) {
      EXPECT_EQ(outcome.file.cases[index].error, "wrong answer: task 39 found 1527 where the serial oracle found 1522");
    }
  });
}

TEST(Conduct, StoresWhatTasksNoteOverAllTimedRepetitionsAndHowLateALoopWas) {
  const WorkloadDescriptor workload = test::scripted({.tasks = task_count, .latency = 0.25});
  run(quick(workload, {{"model", {"serial", "threads", "event_loop"}}}), [](const Outcome& outcome) {
    expect_all_finished(outcome);
    EXPECT_EQ(outcome.file.latencies.size(), outcome.file.cases.size());
    for (const auto& [index, record] : outcome.file.latencies) {
      EXPECT_EQ(record.meaning, "as the test says");
      EXPECT_EQ(record.latency.count(), 3 * task_count);
      EXPECT_DOUBLE_EQ(record.latency.max(), 0.25);
    }
  });
}

TEST(Conduct, StoresTheWaitThatWasAskedForAndTheBoundByTheLeastProcessorTimeMeasured) {
  constexpr Seconds wait = 1e-3;
  constexpr Seconds overlap = 20e-6; // of a task's processor time, maybe, with its wait
  constexpr Seconds reading = 10e-6; // of clocks, maybe, outside the time
  const WorkloadDescriptor workload =
      test::scripted({.tasks = task_count,
                      .answer = [](std::uint64_t index) { return take_steps(1'000'000, index); },
                      .cost = {.processor = 0, .wait = wait}});
  run(quick(workload, {{"model", {"serial", "event_loop"}}, {"ranks", {std::int64_t{1}}}}),
      [=](const Outcome& outcome) {
        ASSERT_EQ(outcome.file.cases.size(), 2U);
        for (const CaseRecord& record : outcome.file.cases) {
          Seconds least = 1e6;
          for (const Sample& sample : outcome.file.samples) {
            least = sample.case_index == record.index ? std::min(least, sample.cpu_s) : least;
          }
          EXPECT_EQ(record.wait_s, wait);
          const Seconds processor = least - reading;
          EXPECT_NEAR(record.bound_s, record.model == "serial" ? task_count * (wait - overlap) + processor : processor,
                      1e-12);
        }
      });
}

} // namespace
} // namespace sweep
