#include "campaign/launch.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "core/number_list.hpp"
#include "results/machine.hpp"

namespace sweep {
namespace {

using test::world;

constexpr double no_quota = std::numeric_limits<double>::infinity();

Launch launch_of(std::vector<RankFacts> facts) {
  return {.ranks = static_cast<int>(facts.size()), .cores = 1, .facts = std::move(facts)};
}

TEST(WorkersPerCore, CountsTheWorkersOfTheCaseOnTheCoresOfUnboundRanks) {
  const Launch launch = launch_of(std::vector<RankFacts>(4, {"here", "0-3", no_quota}));
  EXPECT_DOUBLE_EQ(launch.workers_per_core(1, 1), 0.25);
  EXPECT_DOUBLE_EQ(launch.workers_per_core(4, 1), 1);
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 3), 1.5);
}

TEST(Within, LeavesTheFirstCoresOfEachNode) {
  const Launch launch = launch_of({{"a", "2-5", no_quota}, {"a", "2-5", no_quota}, {"b", "0", no_quota}});
  const Launch two = launch.within(2);
  EXPECT_EQ(two.facts[1].affinity, "2-3");
  EXPECT_EQ(two.facts[2].affinity, "0") << "which has no more";
  EXPECT_DOUBLE_EQ(two.workers_per_core(2, 2), 2);
  EXPECT_EQ(launch.within(0).facts[0].affinity, "2-5");
}

TEST(WorkersPerCore, AddsUpTheCoresOfRanksBoundApart) {
  const Launch launch = launch_of({{"here", "0-1", no_quota}, {"here", "2-3", no_quota}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 2), 1);
}

TEST(WorkersPerCore, CountsCoresThatRanksShareOnce) {
  const Launch launch = launch_of({{"here", "0-1", no_quota}, {"here", "1-2", no_quota}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 3), 2);
}

TEST(WorkersPerCore, CountsAQuotaLikeTheCoresItIsWorthButNeverAsLessThanOne) {
  const Launch some = launch_of({{"here", "0-7", 1.5}, {"here", "0-7", 1.5}});
  EXPECT_DOUBLE_EQ(some.workers_per_core(1, 3), 2);
  const Launch little = launch_of({{"here", "0-7", 0.1}});
  EXPECT_DOUBLE_EQ(little.workers_per_core(1, 1), 1);
  const Launch plenty = launch_of({{"here", "0-1", 64}});
  EXPECT_DOUBLE_EQ(plenty.workers_per_core(1, 4), 2);
}

TEST(WorkersPerCore, CountsSiblingsAsOneCore) {
  const Launch launch =
      launch_of({2, {.hostname = "here", .affinity = "0-7", .cpu_quota = no_quota, .cores = "0-1;2-3|4-5;6-7"}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 2), 1);
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 4), 2);
  EXPECT_DOUBLE_EQ(launch.workers_per_hardware_thread(2, 4), 1);
}

TEST(WorkersPerCore, CountsOneCoreWhereOnlySiblingsAreAllowed) {
  const Launch launch =
      launch_of({{.hostname = "here", .affinity = "2-3", .cpu_quota = no_quota, .cores = "0-1;2-3|4-5;6-7"}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(1, 2), 2);
  EXPECT_EQ(launch.cores_of(launch.facts.front()), 1);
  EXPECT_TRUE(launch.bound_to_single_cores());
}

TEST(WorkersPerCore, IsThatOfTheFullestNodeOfTheCase) {
  const Launch launch = launch_of(
      {{"big", "0-3", no_quota}, {"big", "0-3", no_quota}, {"small", "0-1", no_quota}, {"small", "0-1", no_quota}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 2), 1) << "small takes no part";
  EXPECT_DOUBLE_EQ(launch.workers_per_core(4, 2), 2);
}

TEST(ShareOfNode, IsOfAllProcessorsOfTheNodeAndNotOfThoseThatTheJobMayUse) {
  Launch launch = launch_of({{"here", "0-1", no_quota}});
  launch.cores = 2;
  launch.processors = 64;
  EXPECT_DOUBLE_EQ(launch.share_of_node(6.4, 10), 0.01);
  EXPECT_DOUBLE_EQ(launch.share_of_node(0.01, 1e-6), 1); // a tick of 10 ms
}

TEST(Survey, KnowsEveryRankAndGivesAllTheSame) {
  const Launch launch = survey(world());
  const RankFacts mine = local_facts();
  EXPECT_EQ(launch.ranks, world().size());
  ASSERT_EQ(launch.facts.size(), static_cast<std::size_t>(world().size()));
  for (const RankFacts& facts : launch.facts) { // one host, nobody bound: what is true here is true for all
    EXPECT_EQ(facts.hostname, hostname());
    EXPECT_EQ(facts.affinity, mine.affinity);
    EXPECT_DOUBLE_EQ(facts.cpu_quota, mine.cpu_quota);
  }
  EXPECT_GE(launch.cores, 1);
  EXPECT_LE(launch.cores, std::ssize(numbers_of(mine.affinity)));
}

TEST(ASimulatedLaunch, FillsNodesLikeThisOneOneAfterTheOther) {
  const Launch launch = simulated_launch(5, 2);
  EXPECT_EQ(launch.ranks, 5);
  ASSERT_EQ(launch.facts.size(), 5);
  EXPECT_EQ(launch.facts[2].hostname, launch.facts[0].hostname);
  EXPECT_NE(launch.facts[3].hostname, launch.facts[0].hostname);
  EXPECT_EQ(launch.facts[4].hostname, launch.facts[3].hostname);
  EXPECT_EQ(launch.cores, simulated_launch(1, 1).cores);
  EXPECT_EQ(launch.memory_a_rank(5), launch.memory_bytes / 3);
}

TEST(ASimulatedLaunch, OfOneNodeIsTheOneThatWouldBeSurveyed) {
  const Launch surveyed = survey(world());
  const Launch simulated = simulated_launch(world().size(), 1);
  EXPECT_EQ(simulated.ranks, surveyed.ranks);
  EXPECT_EQ(simulated.cores, surveyed.cores);
  EXPECT_EQ(simulated.processors, surveyed.processors);
  EXPECT_EQ(simulated.memory_bytes, surveyed.memory_bytes);
  EXPECT_EQ(simulated.facts.back().hostname, surveyed.facts.back().hostname);
}

} // namespace
} // namespace sweep
