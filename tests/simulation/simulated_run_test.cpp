#include "simulation/simulated_run.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "simulation/chunk_choice.hpp"

namespace sweep {
namespace {

constexpr Instant task = 100'000;

SimulatedCase on(std::vector<std::int64_t> ranks, std::uint64_t tasks, Sharing sharing = Sharing::dynamic) {
  return {.ranks_on = std::move(ranks), .sharing = sharing, .tasks = tasks, .lengths = {.mean = task}};
}

double sum(const SimulatedRun& run) {
  return run.computing + run.waiting + run.idle;
}

TEST(SimulatedRun, OneWorkerTakesTheTasksAndAGrabForEachChunk) {
  SimulatedCase one = on({1}, 10);
  EXPECT_EQ(simulate(one).makespan, 10 * task + 11 * one.costs.grab); // the last finds nothing
  one.sharing = Sharing::fixed;
  EXPECT_EQ(simulate(one).makespan, 10 * task + 11 * one.costs.grab);
}

TEST(SimulatedRun, NoTasksEndAtOnceOnEveryNode) {
  const SimulatedRun run = simulate(on({2, 2, 2}, 0));
  EXPECT_EQ(run.requests, 2U);
  EXPECT_EQ(run.computing, 0);
  EXPECT_LT(run.makespan, 4 * task);
}

TEST(SimulatedRun, NodesWaitForTheFirstAnswerAndForARoundTripBeforeTheyKnowOfTheEnd) {
  SimulatedCase far = on({1, 1}, 1);
  far.lengths.mean = 1;
  far.costs = {.grab = 0, .poll = 0, .service = 0, .latency = 10'000, .look_again = 1};
  const Instant near_by = simulate(far).makespan;
  far.costs.latency += 1'000;
  EXPECT_EQ(simulate(far).makespan - near_by, 3 * 1'000); // the first was asked for ahead
  far.costs.service += 10;
  EXPECT_EQ(simulate(far).makespan - near_by, 3 * 1'000 + 2 * 10);
}

TEST(SimulatedRun, OfNothingInNoTimeAllIsComputing) {
  for (const Sharing sharing : {Sharing::fixed, Sharing::dynamic}) {
    SimulatedCase free = on({2, 2}, 10, sharing);
    free.lengths.mean = 0;
    free.costs = {.grab = 0, .poll = 0, .service = 0, .latency = 0, .look_again = 1};
    EXPECT_EQ(sum(simulate(free)), 1);
  }
}

TEST(SimulatedRun, EveryTaskIsRunOnce) {
  for (const Sharing sharing : {Sharing::fixed, Sharing::dynamic, Sharing::guided}) {
    for (const std::uint64_t tasks : {1U, 63U, 1'000U, 4'321U}) {
      const SimulatedRun run = simulate(on({4, 4, 3}, tasks, sharing));
      const double computed = run.computing * 11 * static_cast<double>(run.makespan);
      EXPECT_NEAR(computed, static_cast<double>(tasks) * task, 1) << tasks;
      EXPECT_NEAR(sum(run), 1, 1e-9);
    }
  }
}

TEST(SimulatedRun, UnevenTasksLeaveTheirOwnersIdleUnlessTheyAreHandedOut) {
  SimulatedCase uneven = on({8, 8}, 1'600, Sharing::fixed);
  uneven.lengths.uneven = true;
  const SimulatedRun fixed = simulate(uneven);
  uneven.sharing = Sharing::dynamic;
  const SimulatedRun dynamic = simulate(uneven);
  EXPECT_GT(fixed.idle, 0.05);
  EXPECT_GT(dynamic.computing, fixed.computing);
}

TEST(SimulatedRun, TasksOfTheirOwnLengthsAreEachRunOnce) {
  SimulatedCase unequal = on({2}, 4, Sharing::fixed);
  unequal.chunk = 2;
  unequal.lengths.ends = std::make_shared<std::vector<Instant>>(std::initializer_list<Instant>{0, 5, 15, 17, 20});
  unequal.costs.grab = 0;
  EXPECT_EQ(simulate(unequal).makespan, 5 + 10) << "the first two";
  EXPECT_DOUBLE_EQ(simulate(unequal).computing, 20.0 / 30);
  unequal.sharing = Sharing::dynamic;
  unequal.chunk = 1;
  EXPECT_EQ(simulate(unequal).makespan, 10) << "5, 2 and 3 beside 10";
}

TEST(SimulatedRun, RankZeroThatCannotKeepUpMakesNodesWait) {
  SimulatedCase many = on(std::vector<std::int64_t>(64, 2), 100'000);
  many.lengths.mean = 1'000;
  many.costs.service = 10'000;
  const SimulatedRun run = simulate(many);
  EXPECT_GT(run.serving, 0.9);
  EXPECT_LT(run.computing, 0.5);
  EXPECT_LT(saturating_nodes(many, run), 72);
}

TEST(BestChunk, IsLargeWhereTasksAreShortAndSmallWhereTheyAreLong) {
  SimulatedCase many = on(std::vector<std::int64_t>(16, 8), 200'000);
  many.lengths.mean = 200;
  const ChunkChoice of_short = best_chunk(many);
  EXPECT_GT(of_short.chunk, 1U);
  EXPECT_LE(of_short.run.makespan, simulate(many).makespan);
  many.lengths.mean = 10'000'000;
  EXPECT_EQ(best_chunk(many).chunk, 1U);
}

TEST(BestChunk, FourThousandRanksAreBusyWithTasksOfAHundredMicroseconds) {
  EXPECT_GT(best_chunk(on(std::vector<std::int64_t>(128, 32), 300'000)).run.computing, 0.9);
}

} // namespace
} // namespace sweep
