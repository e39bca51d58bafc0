#include "campaign/launch.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
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

TEST(WorkersPerCore, IsThatOfTheFullestNodeOfTheCase) {
  const Launch launch = launch_of(
      {{"big", "0-3", no_quota}, {"big", "0-3", no_quota}, {"small", "0-1", no_quota}, {"small", "0-1", no_quota}});
  EXPECT_DOUBLE_EQ(launch.workers_per_core(2, 2), 1) << "small takes no part";
  EXPECT_DOUBLE_EQ(launch.workers_per_core(4, 2), 2);
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
  EXPECT_LE(launch.cores, count_of(mine.affinity));
}

} // namespace
} // namespace sweep
