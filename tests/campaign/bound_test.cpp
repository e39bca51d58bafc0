#include "campaign/bound.hpp"

#include <gtest/gtest.h>

#include "scripted_workload.hpp"

namespace sweep {
namespace {

constexpr Seconds wait = 0.1;
constexpr Seconds processor = 0.002;

/// A node of that many cores that all its ranks may use.
Launch node_of(int cores, int ranks = 1) {
  const std::string affinity = cores == 1 ? "0" : "0-" + std::to_string(cores - 1);
  return {.ranks = ranks,
          .cores = cores,
          .facts = std::vector<RankFacts>(static_cast<std::size_t>(ranks),
                                          {.hostname = "here", .affinity = affinity, .cpu_quota = 1e9})};
}

/// The bound of the last case of a campaign with these axes on all ranks of the launch.
Seconds bound_of(const test::Script& script, const std::vector<Axis>& axes, const Launch& launch,
                 Seconds measured = processor) {
  const WorkloadDescriptor workload = test::scripted(script);
  const Plan plan = expand(test::campaign_of(workload, axes), launch);
  return bound(plan, plan.cases.back(), launch, measured);
}

test::Script waits(std::uint64_t tasks) {
  return {.tasks = tasks, .cost = {.processor = 0, .wait = wait}};
}

Axis one(const std::string& name, Value value) {
  return {name, {std::move(value)}};
}

std::vector<Axis> threads(std::int64_t count) {
  return {one("model", "threads"), one("threads", count)};
}

std::vector<Axis> loop(std::int64_t in_flight) {
  return {one("model", "event_loop"), one("in_flight", in_flight)};
}

TEST(Bound, OfSerialIsEveryWaitAndAllWorkOneAfterTheOther) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), {one("model", "serial")}, node_of(2)), 500 * (wait + processor));
}

TEST(Bound, OfThreadsIsThatOfTheFullestThread) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(20), node_of(2)), 25 * (wait + processor));
  EXPECT_DOUBLE_EQ(bound_of(waits(501), threads(20), node_of(2)), 26 * (wait + processor)) << "one has a task more";
}

TEST(Bound, OfManyThreadsIsTheWorkThatTheCoresShareAfterTheFirstWait) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(500), node_of(2)), wait + 500 * processor / 2);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(500), node_of(4)), wait + 500 * processor / 4);
}

test::Script extensions(std::uint64_t tasks, double native_fraction) {
  return {.tasks = tasks, .cost = {.processor = 0, .wait = wait, .native_fraction = native_fraction}};
}

std::vector<Axis> locked(std::int64_t count, const std::string& policy = "interval") {
  return {one("model", "gil"), one("threads", count), one("policy", policy)};
}

TEST(Bound, OfThreadsUnderALockIsAllTheWorkThatHoldsIt) {
  EXPECT_DOUBLE_EQ(bound_of(waits(5000), locked(500), node_of(64)), 5000 * processor);
  EXPECT_DOUBLE_EQ(bound_of(extensions(5000, 0.75), locked(500), node_of(64)), 5000 * processor / 4);
  EXPECT_DOUBLE_EQ(bound_of(extensions(5000, 1), locked(500), node_of(64)), 10 * (wait + processor));
  EXPECT_DOUBLE_EQ(bound_of(waits(5000), locked(500, "none"), node_of(64)), 10 * (wait + processor));
}

TEST(Bound, OfInterpretersWithALockEachIsWhatEachHasToDo) {
  std::vector<Axis> axes = locked(500, "per_interpreter");
  axes.push_back(one("interpreters", std::int64_t{4}));
  EXPECT_DOUBLE_EQ(bound_of(waits(50'000), axes, node_of(64)), 50'000 * processor / 4);
}

TEST(Bound, OfALockThatIsNeverReleasedCountsTheWaits) {
  std::vector<Axis> axes = locked(500);
  axes.push_back(one("release", "never"));
  EXPECT_DOUBLE_EQ(bound_of(extensions(5000, 0.75), axes, node_of(64)), 5000 * (wait + processor));
}

TEST(Bound, OfAnEventLoopIsTheFirstWaitAndAllWorkWhateverTheCores) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(500), node_of(4)), wait + 500 * processor);
}

TEST(Bound, OfAnEventLoopThatOpensFewTasksIsTheirRoundsOfWaits) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(10), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(501), loop(10), node_of(2)), 51 * wait);
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(10), node_of(2), 0.02), wait + 500 * 0.02) << "there is more work";
}

TEST(Bound, DividesTheTasksByTheRanks) {
  EXPECT_DOUBLE_EQ(bound_of(waits(10), {one("model", "serial")}, node_of(4, 4)), 3 * (wait + processor));
  EXPECT_DOUBLE_EQ(bound_of(waits(500), threads(20), node_of(4, 4)), 7 * (wait + processor));
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(1000), node_of(4, 4)), wait + 125 * processor);
}

TEST(Bound, OfMoreRanksThanCoresIsThatOfTheCores) {
  EXPECT_DOUBLE_EQ(bound_of(waits(500), loop(1000), node_of(2, 4)), wait + 500 * processor / 2);
}

TEST(Bound, AddsTheCoresOfAllNodes) {
  Launch launch = node_of(2, 4);
  launch.facts[2].hostname = launch.facts[3].hostname = "there";
  EXPECT_DOUBLE_EQ(bound_of(waits(400), threads(400), launch), wait + 400 * processor / 4);
}

TEST(Bound, IsNotBelowTheTurnsThatWaitsTakeWhereFewOverlap) {
  test::Script queued = waits(500);
  queued.cost.waits_at_once = 10;
  EXPECT_DOUBLE_EQ(bound_of(queued, threads(500), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(queued, loop(1000), node_of(2)), 50 * wait);
  EXPECT_DOUBLE_EQ(bound_of(queued, {one("model", "serial")}, node_of(2)), 500 * (wait + processor));
  queued.tasks = 501;
  EXPECT_DOUBLE_EQ(bound_of(queued, threads(1000), node_of(2)), 51 * wait);
}

TEST(Bound, OfTheBaseIsThatOfTheTasksItRuns) {
  test::Script script = waits(500);
  script.serial_tasks = 20;
  const WorkloadDescriptor workload = test::scripted(script);
  const Launch launch = node_of(2);
  const Plan plan = expand(test::campaign_of(workload, threads(20)), launch);
  EXPECT_DOUBLE_EQ(bound(plan, plan.cases[plan.problems[0].base], launch, processor), 20 * (wait + processor));
}

TEST(NominalTime, IsTheBoundByNominalCostsAndALittleMore) {
  test::Script script = waits(500);
  script.cost.processor = processor;
  const WorkloadDescriptor workload = test::scripted(script);
  const Launch launch = node_of(2);
  const Plan plan = expand(test::campaign_of(workload, {one("model", "serial")}), launch);
  const Seconds nominal = nominal_time(plan, plan.cases.back(), launch, InstructionSet::portable);
  EXPECT_GT(nominal, 500 * (wait + processor));
  EXPECT_LT(nominal, 500 * (wait + processor + 1e-6));
}

} // namespace
} // namespace sweep
