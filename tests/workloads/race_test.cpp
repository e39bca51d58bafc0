// Workload `race`: what each form counts, alone and on several threads, and what a forked process sees.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../comm/world.hpp"
#include "core/errors.hpp"
#include "stopping.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/counters/catalogue.hpp"
#include "workloads/counters/ledger.hpp"

namespace sweep {
namespace {

void increment(Counter& counter, std::uint64_t times, Seconds delay = 0, std::uint64_t seed = 1) {
  Stopping worker;
  Between between(worker, delay, seed);
  counter.increment(times, between);
}

class EveryForm : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Counter> counter_ = find_counter(GetParam())->make();
};

INSTANTIATE_TEST_SUITE_P(Forms, EveryForm, testing::ValuesIn(names_of(counters())),
                         [](const auto& test) { return test.param; });

TEST_P(EveryForm, CountsWhatOneThreadIncrements) {
  EXPECT_EQ(counter_->value(), 0);
  increment(*counter_, 1);
  EXPECT_EQ(counter_->value(), 1);
  increment(*counter_, 5000);
  EXPECT_EQ(counter_->value(), 5001);
}

TEST_P(EveryForm, CountsAllOfSeveralThreadsUnlessItIsMeantToLose) {
#ifdef __SANITIZE_THREAD__
  if (find_counter(GetParam())->openmp) {
    GTEST_SKIP() << "ThreadSanitizer does not see OpenMP's synchronisation";
  }
#endif
  constexpr std::uint64_t times = 20'000;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { increment(*counter_, times); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  if (find_counter(GetParam())->loses) {
    EXPECT_LE(counter_->value(), 3 * times);
    EXPECT_GT(counter_->value(), 0);
  } else {
    EXPECT_EQ(counter_->value(), 3 * times);
  }
}

TEST_P(EveryForm, PassesASafePointForEachIncrement) {
  int passed = 0;
  Stopping worker([&] { ++passed; });
  Between between(worker, 0, 1);
  counter_->increment(10, between);
  EXPECT_EQ(passed, 10);
}

/// The interleaving of the lecture's slide, made to happen: between reading and writing another one increments.
TEST(Lost, OverwritesWhatAnotherWroteMeanwhile) {
  const auto counter = find_counter("lost")->make();
  bool first = true;
  Stopping worker([&] {
    if (std::exchange(first, false)) {
      increment(*counter, 7);
    }
  });
  Between between(worker, 0, 1);
  counter->increment(1, between);
  EXPECT_EQ(counter->value(), 1) << "seven are lost";
}

TEST(Fuzz, DelaysTheSameIncrementsForTheSameSeed) {
  constexpr Seconds delay = 1e-3;
  const auto delayed = [](std::uint64_t seed) {
    std::vector<int> slow;
    int number = 0;
    Instant before = now();
    Stopping worker([&] {
      const Instant time = now();
      if (seconds_between(before, time) >= delay) {
        slow.push_back(number);
      }
      ++number;
      before = now();
    });
    Between between(worker, delay, seed);
    find_counter("lost")->make()->increment(300, between);
    return slow;
  };
  const std::vector<int> once = delayed(5);
  const std::vector<int> again = delayed(5);
  std::vector<int> both;
  std::ranges::set_intersection(once, again, std::back_inserter(both));
  EXPECT_GE(both.size(), 1) << "one of 64 is delayed; others only when the machine is busy";
}

TEST(Ledger, AddsUpWhatForkedProcessesCounted) {
  Ledger ledger;
  for (const std::uint64_t value : {3U, 4U}) {
    const pid_t child = fork();
    if (child == 0) {
      ledger.note(1);
      ledger.note(value);
      ledger.add_made(value);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(ledger.counted(), 7);
  EXPECT_EQ(ledger.made(), 7);
  ledger.clear();
  EXPECT_EQ(ledger.counted(), 0);
  EXPECT_EQ(ledger.made(), 0);
}

Values chosen(const std::string& form) {
  Values asked;
  asked.set("form", form);
  return values_of(find_workload("race")->parameters, asked);
}

std::unique_ptr<Workload> make_race(Values values) {
  return find_workload("race")->make({.seed = 1, .instruction_set = {}, .values = values, .settings = {}});
}

void run_task(const Stage& stage, std::uint64_t index, Worker& worker) {
  Tally tally(1);
  Task task = stage.task(index, worker, tally);
  task.resume();
  task.rethrow_failure();
  EXPECT_EQ(tally.count(), 1);
}

/// Task 1 in the midst of the first increment of task 0, if that is asked for, else after it.
void run_two_tasks(const Stage& stage, bool at_once) {
  bool first = at_once;
  Stopping worker([&] {
    if (std::exchange(first, false)) {
      Stopping other;
      run_task(stage, 1, other);
    }
  });
  run_task(stage, 0, worker);
  if (!at_once) {
    run_task(stage, 1, worker);
  }
}

Values two_tasks_of_ten(const std::string& form, std::int64_t trials) {
  Values values = chosen(form);
  values.set("tasks", std::int64_t{2});
  values.set("increments", std::int64_t{10});
  values.set("trials", trials);
  return values;
}

TEST(Race, TellsHowManyUpdatesWereLostAndInWhichTrial) {
  const auto race = make_race(two_tasks_of_ten("lost", 5));
  const auto repetition = race->begin({.ranks = test::world(), .tasks = 2});
  for (int trial = 1; trial <= 3; ++trial) {
    Stage* const stage = repetition->next();
    ASSERT_NE(stage, nullptr);
    run_two_tasks(*stage, trial == 3);
    const StageReport report = stage->close();
    EXPECT_EQ(report.measures[0], trial == 3 ? 10 : 0);
    EXPECT_EQ(report.wrong, trial == 3 ? "10 of 20 updates were lost" : "");
    EXPECT_EQ(std::isnan(report.measures[1]), trial != 3);
  }
  EXPECT_EQ(repetition->next(), nullptr) << "an update was lost";
}

TEST(Race, EndsAfterSoManyTrialsThatLoseNothing) {
  const auto race = make_race(two_tasks_of_ten("atomic", 3));
  const auto repetition = race->begin({.ranks = test::world(), .tasks = 2});
  int trials = 0;
  while (Stage* const stage = repetition->next()) {
    run_two_tasks(*stage, true);
    EXPECT_EQ(stage->close().measures[0], 0);
    ++trials;
  }
  EXPECT_EQ(trials, 3);
}

/// The counter of a copy of this process is its own.
TEST(Race, CountsWhatForkedProcessesIncremented) {
  const auto race = make_race(two_tasks_of_ten("lost", 1));
  const auto repetition = race->begin({.ranks = test::world(), .tasks = 2});
  Stage* const stage = repetition->next();
  for (std::uint64_t index = 0; index < 2; ++index) {
    const pid_t child = fork();
    if (child == 0) {
      Stopping worker;
      run_task(*stage, index, worker);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }
  const StageReport report = stage->close();
  EXPECT_EQ(report.measures[0], 0);
  EXPECT_TRUE(report.wrong.empty());
}

TEST(Race, MayDifferOnlyWhereItIsMeantToLose) {
  const WorkloadDescriptor& race = *find_workload("race");
  for (const CounterDescriptor& form : counters()) {
    const Values values = chosen(form.name);
    EXPECT_EQ(race.rules.may_differ({.seed = 1, .instruction_set = {}, .values = values, .settings = {}}),
              form.name == "lost");
  }
}

TEST(Race, RefusesOpenmpWhereItsThreadsAreNot) {
  const WorkloadDescriptor& race = *find_workload("race");
  const Values values = chosen("omp_critical");
  const WorkloadContext context{.seed = 1, .instruction_set = {}, .values = values, .settings = {}};
  race.rules.refuse_case(context, {.openmp = true});
  EXPECT_THROW(race.rules.refuse_case(context, {.openmp = false}), UsageError);
}

} // namespace
} // namespace sweep
