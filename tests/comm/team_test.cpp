#include "comm/team.hpp"

#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

#include "world.hpp"

namespace sweep {
namespace {

using test::world;

class TeamTest : public testing::TestWithParam<int> {
 protected:
  Team team() const { return Team(*world().split(0), GetParam()); }

  /// Ranks that make a node: as pretended, or the whole launch, which a test starts on one host.
  int ranks_per_node() const { return GetParam() == 0 ? world().size() : GetParam(); }
  int nodes() const { return (world().size() + ranks_per_node() - 1) / ranks_per_node(); }
  int my_node() const { return world().rank() / ranks_per_node(); }
};

TEST_P(TeamTest, KnowsWhoIsOnWhichNode) {
  const Team team = this->team();
  EXPECT_EQ(team.ranks().rank(), world().rank());
  EXPECT_EQ(team.ranks().size(), world().size());
  EXPECT_EQ(team.nodes(), nodes());
  EXPECT_EQ(team.at_home(), my_node() == 0);
  EXPECT_EQ(team.leads_node(), world().rank() % ranks_per_node() == 0);
  EXPECT_EQ(team.node().rank(), world().rank() % ranks_per_node());
  EXPECT_EQ(team.node().size(), std::min(ranks_per_node(), world().size() - my_node() * ranks_per_node()));
}

TEST_P(TeamTest, BringsTheFirstRankOfEveryNodeTogetherHomeFirst) {
  const Team team = this->team();
  ASSERT_EQ(team.leaders() != nullptr, team.leads_node());
  if (team.leaders() != nullptr) {
    EXPECT_EQ(team.leaders()->size(), nodes());
    EXPECT_EQ(team.leaders()->rank(), my_node());
  }
}

TEST_P(TeamTest, GivesEveryNodeACounterOfItsOwnThatItsRanksShare) {
  const Team team = this->team();
  const auto ranks = static_cast<std::uint64_t>(team.node().size());
  if (team.leads_node()) {
    team.counter().reset(ranks);
  }
  team.ranks().barrier();
  const Chunk mine = team.counter().take({.smallest = 1});
  ASSERT_EQ(mine.size(), 1);
  EXPECT_EQ(team.node().sum(std::uint64_t{1} << mine.first), (std::uint64_t{1} << ranks) - 1);
  EXPECT_TRUE(team.counter().take({.smallest = 1}).empty());
}

TEST_P(TeamTest, GivesEveryNodeAPoolOfItsOwnThatItsRanksShare) {
  const Team team = this->team();
  const auto node = static_cast<std::uint64_t>(my_node());
  if (team.leads_node()) {
    team.pool().put({node * 100, node * 100 + static_cast<std::uint64_t>(team.node().size())});
  }
  team.ranks().barrier();
  const Chunk mine = team.pool().take({.smallest = 1});
  ASSERT_EQ(mine.size(), 1);
  EXPECT_EQ(mine.first / 100, node);
  EXPECT_EQ(team.node().sum(std::uint64_t{1} << (mine.first % 100)), (std::uint64_t{1} << team.node().size()) - 1);
}

/// Pretended nodes have one clock in truth: what differs is the error of comparing it with itself, at most half a round
/// trip. A wrong sign or a forgotten subtraction is off by the uptime.
TEST_P(TeamTest, AgreesOnOneStartAhead) {
  constexpr Instant a_round_trip_at_most = 1'000'000'000;
  const Team team = this->team();
  for (int round = 0; round < 5; ++round) {
    const Instant asked = now();
    const Instant start = team.agree_on_start(0);
    EXPECT_GT(start, asked - a_round_trip_at_most);
    EXPECT_LT(start, now() + a_round_trip_at_most);
    const Instant home = team.ranks().broadcast(start);
    EXPECT_LT(std::abs(start - home), team.at_home() ? 1 : a_round_trip_at_most);
    EXPECT_EQ(team.node().broadcast(start), start) << "ranks of one node have different starts";
  }
}

TEST_P(TeamTest, LivesBesideOtherTeamsOfTheSameRanks) {
  const Team one = team();
  const Team other = team();
  if (world().rank() == 0) {
    one.counter().reset(1);
    other.counter().reset(2);
  }
  world().barrier();
  if (world().rank() == world().size() - 1 && one.at_home()) {
    EXPECT_EQ(one.counter().take({.smallest = 9}).size(), 1);
    EXPECT_EQ(other.counter().take({.smallest = 9}).size(), 2);
  }
  world().barrier();
}

TEST(Team, CanBeMadeOfSomeRanksWhileTheOthersDoWithout) {
  const bool in = world().rank() < (world().size() + 1) / 2;
  auto members = world().split(in ? std::optional(0) : std::nullopt);
  ASSERT_EQ(members.has_value(), in);
  if (members) {
    const Team team(std::move(*members), 1);
    EXPECT_EQ(team.nodes(), (world().size() + 1) / 2);
    EXPECT_EQ(team.node().size(), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(RanksPerNode, TeamTest, testing::Values(0, 1, 2, 3), testing::PrintToStringParamName());

} // namespace
} // namespace sweep
