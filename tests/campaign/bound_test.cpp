#include "campaign/bound.hpp"

#include <gtest/gtest.h>

#include "scripted_workload.hpp"

namespace sweep {
namespace {

constexpr Seconds wait = 0.1;
constexpr Seconds processor = 0.002; // of a task, as measured
constexpr Seconds overlap = 20e-6;   // of that, maybe, with its wait
constexpr Seconds work = processor - overlap;

/// A node of that many cores that all its ranks may use.
Launch node_of(int cores, int ranks = 1) {
  const std::string affinity = cores == 1 ? "0" : "0-" + std::to_string(cores - 1);
  return {.ranks = ranks,
          .cores = cores,
          .facts = std::vector<RankFacts>(static_cast<std::size_t>(ranks),
                                          {.hostname = "here", .affinity = affinity, .cpu_quota = 1e9})};
}

/// Two such nodes, of which the second has the last `there` of the ranks.
Launch nodes_of(int cores, int ranks, int there) {
  Launch launch = node_of(cores, ranks);
  for (int rank = ranks - there; rank < ranks; ++rank) {
    launch.facts[static_cast<std::size_t>(rank)].hostname = "there";
  }
  return launch;
}

/// The bound of the last case of a campaign with these axes on all ranks of the launch.
Seconds bound_of(const test::Script& script, const std::vector<Axis>& axes, const Launch& launch,
                 const LeastUse& least) {
  const WorkloadDescriptor workload = test::scripted(script);
  const Plan plan = expand(test::campaign_of(workload, axes), launch);
  return bound(plan, plan.cases.back(), launch, least);
}

/// The same where every task was seen to compute for that long.
Seconds bound_of(const test::Script& script, const std::vector<Axis>& axes, const Launch& launch,
                 Seconds measured = processor) {
  return bound_of(script, axes, launch, {.processor = static_cast<double>(script.tasks) * measured, .stages = 0});
}

test::Script waits(std::uint64_t tasks) {
  return {.tasks = tasks, .cost = {.processor = 0, .wait = wait}};
}

Axis one(const std::string& name, Value value) {
  return {name, {std::move(value)}};
}

const std::vector<Axis> serial{{"model", {"serial"}}};

std::vector<Axis> threads(std::int64_t count) {
  return {one("model", "threads"), one("threads", count)};
}

std::vector<Axis> locked(std::int64_t count) {
  return {one("model", "gil"), one("threads", count)};
}

std::vector<Axis> loop(std::int64_t in_flight) {
  return {one("model", "event_loop"), one("in_flight", in_flight)};
}

TEST(Bound, OfSerialIsEveryWaitAndAllWorkOneAfterTheOther) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), serial, node_of(2)), 500 * (wait + work));
}

TEST(Bound, CountsNoWorkThatAWaitMayHide) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), serial, node_of(2), overlap / 2), 500 * wait);
}

TEST(Bound, CountsNoProcessorTimeForReadingClocks) {
  constexpr double readings = 2 * 3 * 2; // of three threads on each of two ranks, in two stages
  EXPECT_DOUBLE_EQ(bound_of({.tasks = 6}, threads(3), node_of(6, 2), {.processor = 0.6, .stages = 2}),
                   (0.6 - readings * 10e-6) / 6);
}

TEST(Bound, OfThreadsIsTheirShareOfWaitsAndWork) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(20), node_of(2)), 25 * (wait + work));
  EXPECT_DOUBLE_EQ(bound_of(waits(501), threads(20), node_of(2)), 26 * wait) << "one has a task more";
}

TEST(Bound, OfManyThreadsIsTheWorkThatTheCoresShare) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(500), node_of(2)), 500 * processor / 2);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(500), node_of(4)), 500 * processor / 4);
  EXPECT_DOUBLE_EQ(bound_of(waits(5), threads(500), node_of(4)), wait + work) << "so many tasks there are";
}

TEST(Bound, IsNotBelowTheTimeForWhichALockWasHeld) {
  EXPECT_DOUBLE_EQ(bound_of(waits(5000), locked(500), node_of(64), {.processor = 10, .stages = 0, .locked = 9}), 9);
  EXPECT_DOUBLE_EQ(bound_of(waits(5000), locked(500), node_of(64), {.processor = 10, .stages = 0, .locked = 0.5}),
                   (5000 * (wait - overlap) + 10) / 500);
}

TEST(Bound, OfAnEventLoopIsAllItsWorkWhateverTheCores) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(500), node_of(4)), 500 * processor);
}

TEST(Bound, OfAnEventLoopThatOpensFewTasksIsTheirRoundsOfWaits) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(10), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(501), loop(10), node_of(2)), 51 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(10), node_of(2), 0.02), 500 * 0.02) << "there is more work";
}

/// It looks after descriptors and other ranks while all its tasks wait.
TEST(Bound, OfAnEventLoopCountsNoWorkBesideTheWaits) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(1), node_of(2)), 500 * wait);
}

/// Seen: the loop computed for 115 ms of 118, and began with that while the first timers ran.
TEST(Bound, OfAHundredThousandTimersIsLessThanWhatTheyTook) {
  const Seconds least = bound_of(waits(100'000), loop(1'000'000), node_of(2), {.processor = 0.115, .stages = 0});
  EXPECT_DOUBLE_EQ(least, 0.115);
  EXPECT_LT(least, 0.118);
}

TEST(Bound, DividesTheTasksByTheRanks) {
  EXPECT_DOUBLE_EQ(bound_of(waits(10), serial, node_of(4, 4)), 3 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(20), node_of(4, 4)), 7 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(1000), node_of(4, 4)), 125 * processor);
}

TEST(Bound, OfMoreRanksThanCoresIsThatOfTheCores) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(1000), node_of(2, 4)), 500 * processor / 2);
}

TEST(Bound, TakesSiblingsForProcessorsOfTheirOwn) {
  Launch siblings = node_of(4);
  siblings.cores = 2;
  siblings.facts.front().cores = "0-1;2-3";
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(500), siblings), 500 * processor / 4)
      << "what they take from each other, their processor time says";
}

TEST(Bound, AddsTheProcessorsOfAllNodes) {
  EXPECT_DOUBLE_EQ(bound_of(waits(400), threads(400), nodes_of(2, 4, 2)), 400 * processor / 4);
}

TEST(Bound, OfNodesThatAreFilledUnevenlyIsThatOfWhatTheirRanksCanUse) {
  EXPECT_DOUBLE_EQ(bound_of(waits(400), loop(400), nodes_of(2, 4, 1)), 400 * processor / 3)
      << "the second processor of the second node has no rank";
  EXPECT_DOUBLE_EQ(bound_of(waits(400), threads(2), nodes_of(8, 3, 1)), 400 * (wait + work) / 6);
}

TEST(Bound, IsNotBelowTheTurnsThatWaitsTakeWhereFewOverlap) {
  test::Script queued = waits(500);
  queued.cost.waits_at_once = 10;
  EXPECT_DOUBLE_EQ(bound_of(queued, threads(500), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(queued, loop(1000), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(queued, serial, node_of(2)), 500 * (wait + work));
  queued.tasks = 501;
  EXPECT_DOUBLE_EQ(bound_of(queued, threads(1000), node_of(2)), 51 * wait);
}

TEST(Bound, CountsTheQueueOfEveryNode) {
  test::Script queued = waits(500);
  queued.cost.waits_at_once = 10;
  EXPECT_DOUBLE_EQ(bound_of(queued, loop(1000), nodes_of(2, 3, 1)), 25 * wait) << "each has a service of its own";
  EXPECT_DOUBLE_EQ(bound_of(queued, loop(1000), node_of(2, 3)), 50 * wait);
}

TEST(Bound, OfRandomWaitsIsByTheirSumAndNotByTheirMean) {
  test::Script random = waits(10);
  random.cost.total_wait = [] { return 0.7; };
  EXPECT_DOUBLE_EQ(bound_of(random, serial, node_of(2)), 0.7 + 10 * work);
  EXPECT_DOUBLE_EQ(bound_of(random, threads(7), node_of(8)), (0.7 + 10 * work) / 7)
      << "the longest may be alone on its thread, and two short ones on another";
}

TEST(Bound, OfTheBaseIsThatOfTheTasksItRuns) {
  test::Script script = waits(500);
  script.serial_tasks = 20;
  const Launch launch = node_of(2);
  const auto of_base = [&] {
    const WorkloadDescriptor workload = test::scripted(script);
    const Plan plan = expand(test::campaign_of(workload, threads(20)), launch);
    return bound(plan, plan.cases[plan.problems[0].base], launch, {.processor = 20 * processor, .stages = 0});
  };
  EXPECT_DOUBLE_EQ(of_base(), 20 * (wait + work));
  script.cost.total_wait = [] { return 500 * wait; }; // of all tasks: of its own nothing is known
  EXPECT_DOUBLE_EQ(of_base(), 20 * processor);
}

TEST(NominalTime, IsOfNominalCostsAndALittleMore) {
  test::Script script = waits(500);
  script.cost.processor = processor;
  const WorkloadDescriptor workload = test::scripted(script);
  const Launch launch = node_of(2);
  const Plan plan = expand(test::campaign_of(workload, serial), launch);
  const Seconds nominal = nominal_times(plan, launch).back();
  EXPECT_GT(nominal, 500 * (wait + processor));
  EXPECT_LT(nominal, 500 * (wait + processor + 1e-6));
}

/// The nominal time of work that is native in part, on many threads under the locks of a policy.
Seconds nominal_under_locks(double native_fraction, const std::vector<Axis>& axes) {
  const WorkloadDescriptor workload = test::scripted(
      {.tasks = 50'000, .cost = {.processor = processor, .wait = wait, .native_fraction = native_fraction}});
  const Launch launch = node_of(64);
  const Plan plan = expand(test::campaign_of(workload, axes), launch);
  return nominal_times(plan, launch).back();
}

TEST(NominalTime, IsThatOfTheWorkForWhichLocksAreHeld) {
  constexpr double all = 50'000 * processor;
  constexpr double a_little = 50'000 * 1e-6;
  EXPECT_NEAR(nominal_under_locks(0, locked(500)), wait + all, a_little);
  EXPECT_NEAR(nominal_under_locks(0.75, locked(500)), wait + all / 4, a_little);
  std::vector<Axis> without = locked(500);
  without.push_back(one("policy", "none"));
  EXPECT_NEAR(nominal_under_locks(0, without), 100 * (wait + processor), a_little);
  std::vector<Axis> four = locked(500);
  four.push_back(one("policy", "per_interpreter"));
  four.push_back(one("interpreters", std::int64_t{4}));
  EXPECT_NEAR(nominal_under_locks(0, four), wait + all / 4, a_little);
}

TEST(NominalTime, OfUnequalTasksIsThatOfTheWorkerWithMostOfThem) {
  const auto last_of = [](const std::string& schedule) {
    const WorkloadDescriptor workload = test::scripted(
        {.tasks = 8,
         .cost = {.processor = 2, .processor_of = [](std::uint64_t task) { return task < 2 ? 7.0 : 1.0 / 3; }}});
    const Launch launch = node_of(4);
    std::vector<Axis> axes = threads(4);
    axes.push_back(one("schedule", schedule));
    return nominal_times(expand(test::campaign_of(workload, axes), launch), launch).back();
  };
  EXPECT_DOUBLE_EQ(last_of("static"), 14) << "of which the first has both that are long";
  EXPECT_DOUBLE_EQ(last_of("dynamic"), 7);
}

} // namespace
} // namespace sweep
