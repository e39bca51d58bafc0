#include "campaign/placement.hpp"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "core/affinity.hpp"
#include "core/number_list.hpp"
#include "results/machine.hpp"

namespace sweep {
namespace {

using test::world;

/// Collective: the most ranks that may use any one hardware thread, as far as the first 64.
int most_ranks_on_one(const std::vector<int>& hardware_threads) {
  int most = 0;
  for (int number = 0; number < 64; ++number) {
    const bool mine = std::ranges::find(hardware_threads, number) != hardware_threads.end();
    most = std::max(most, static_cast<int>(world().sum(mine ? 1 : 0)));
  }
  return most;
}

class PlacementTest : public testing::Test {
 protected:
  Launch launch_ = survey(world());
  Team team_{*world().split(0), 0};
  std::vector<int> before_ = allowed_hardware_threads();
};

TEST_F(PlacementTest, GivesEachRankAsManyCoresOfItsOwnAsItHasWorkersAndTakesThemBack) {
  const auto cores = static_cast<std::int64_t>(before_.size());
  for (std::int64_t workers = 1; workers <= std::min<std::int64_t>(cores, 8); ++workers) {
    {
      const Placement placement(launch_, team_, world().rank(), workers);
      const std::vector<int> mine = allowed_hardware_threads();
      if (world().size() * workers <= cores) {
        EXPECT_EQ(mine.size(), static_cast<std::size_t>(workers));
        EXPECT_EQ(most_ranks_on_one(mine), 1);
        std::vector<int> inherited;
        std::thread([&inherited] { inherited = allowed_hardware_threads(); }).join();
        EXPECT_EQ(inherited, mine);
      } else {
        EXPECT_EQ(mine, before_) << "fewer cores than workers: left as it was";
      }
    }
    EXPECT_EQ(allowed_hardware_threads(), before_);
  }
}

TEST_F(PlacementTest, KeepsACaseToTheFirstCoresHoweverManyWorkersItHas) {
  const int first = launch_.within(1).node(hostname()).in_order().front();
  for (const std::int64_t workers : {1, 2, 20}) {
    {
      const Placement placement(launch_, team_, world().rank(), workers, 1);
      const std::vector<int> mine = allowed_hardware_threads();
      EXPECT_NE(std::ranges::find(mine, first), mine.end());
      EXPECT_LE(mine.size(), launch_.within(1).node(hostname()).in_order().size());
    }
    EXPECT_EQ(allowed_hardware_threads(), before_);
  }
}

TEST_F(PlacementTest, ChangesNothingWhereTheLauncherBoundTheRanks) {
  Launch bound = launch_;
  bound.facts.push_back(bound.facts.front()); // a rank outside of the case
  bound.facts.back().affinity = std::string("0");
  bound.facts.front().affinity = "0-1,63";
  const Placement placement(bound, team_, world().rank(), 1);
  EXPECT_EQ(allowed_hardware_threads(), before_);
}

TEST_F(PlacementTest, CountsOnlyTheRanksOfItsOwnHost) {
  if (world().size() != 2 || before_.size() < 2) {
    GTEST_SKIP() << "made for two ranks on two cores or more";
  }
  Launch two_hosts = launch_;
  two_hosts.facts[1].hostname = "elsewhere";
  const Placement placement(two_hosts, team_, world().rank(), 2);
  const std::vector<int> first = launch_.node(hostname()).shares(1, 2).front();
  std::vector<int> mine = allowed_hardware_threads();
  EXPECT_TRUE(std::ranges::is_permutation(mine, first)) << to_list(mine) << " of " << to_list(first);
}

} // namespace
} // namespace sweep
