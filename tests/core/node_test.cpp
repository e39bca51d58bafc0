#include "core/node.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/affinity.hpp"
#include "synthetic_machine.hpp"

namespace sweep {
namespace {

using Shares = std::vector<std::vector<int>>;

Node whole(const Topology& topology) {
  return {.cores = topology.cores};
}

/// How many of the node's cores have a hardware thread in one of `shares`.
std::int64_t cores_used(const Node& node, const Shares& shares) {
  return std::ranges::count_if(node.cores, [&](const Core& core) {
    return std::ranges::any_of(shares, [&](const std::vector<int>& share) {
      return std::ranges::find_first_of(share, core.hardware_threads) != share.end();
    });
  });
}

TEST(NodeTest, OrdersOneHardwareThreadOfEveryCoreBeforeTheirSiblings) {
  EXPECT_EQ(whole(test::siblings_adjacent()).in_order(),
            (std::vector{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}));
  EXPECT_EQ(whole(test::siblings_apart()).in_order(),
            (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
}

TEST(NodeTest, GivesTwoRanksTwoCoresAndNotTwoSiblingsOfOne) {
  EXPECT_EQ(whole(test::siblings_adjacent()).shares(2, 1), (Shares{{0}, {8}}));
  EXPECT_EQ(whole(test::siblings_apart()).shares(2, 1), (Shares{{0}, {4}}));
  EXPECT_EQ(whole(test::machine_of("core:2 pu:2")).shares(2, 1), (Shares{{0}, {2}}));
}

TEST(NodeTest, KeepsTheWorkersOfARankInOnePackageWhereTheyFindRoom) {
  EXPECT_EQ(whole(test::siblings_adjacent()).shares(2, 4), (Shares{{0, 2, 4, 6}, {8, 10, 12, 14}}));
  EXPECT_EQ(whole(test::siblings_adjacent()).shares(2, 3), (Shares{{0, 2, 4}, {8, 10, 12}}));
  EXPECT_EQ(whole(test::siblings_adjacent()).shares(1, 6), (Shares{{0, 2, 4, 6, 8, 10}}));
}

TEST(NodeTest, GivesEveryWorkerACoreOfItsOwnWhereThereAreEnough) {
  for (const Topology& topology : {test::siblings_adjacent(), test::siblings_apart()}) {
    const Node node = whole(topology);
    for (std::int64_t ranks = 1; ranks <= 8; ++ranks) {
      for (std::int64_t workers = 1; ranks * workers <= 8; ++workers) {
        const Shares shares = node.shares(ranks, workers);
        EXPECT_EQ(std::ssize(shares), ranks);
        EXPECT_EQ(cores_used(node, shares), ranks * workers);
      }
    }
  }
}

TEST(NodeTest, LetsNoCoreIdleWhereWorkersMustShareSome) {
  const Node node = whole(test::siblings_adjacent());
  for (std::int64_t ranks = 1; ranks <= 16; ++ranks) {
    for (std::int64_t workers = 1; ranks * workers <= 16; ++workers) {
      const Shares shares = node.shares(ranks, workers);
      std::set<int> distinct;
      for (const std::vector<int>& share : shares) {
        EXPECT_EQ(std::ssize(share), workers);
        distinct.insert(share.begin(), share.end());
      }
      EXPECT_EQ(std::ssize(distinct), ranks * workers);
      EXPECT_EQ(cores_used(node, shares), std::min<std::int64_t>(8, ranks * workers));
    }
  }
}

TEST(NodeTest, GivesWholeCoresToRanksThatNeedAllHardwareThreads) {
  EXPECT_EQ(whole(test::siblings_apart()).shares(2, 8),
            (Shares{{0, 8, 1, 9, 2, 10, 3, 11}, {4, 12, 5, 13, 6, 14, 7, 15}}));
}

TEST(NodeTest, GivesNothingWhereThereAreFewerHardwareThreadsThanWorkers) {
  EXPECT_TRUE(whole(test::siblings_adjacent()).shares(17, 1).empty());
  EXPECT_TRUE(whole(test::siblings_adjacent()).shares(3, 6).empty());
}

TEST(NodeTest, CountsHardwareThreadsBeyondTheFirst1024) {
  const Node large = whole(test::machine_of("package:4 core:512 pu:2"));
  EXPECT_EQ(large.granted_cores(), 2048);
  EXPECT_EQ(large.granted_hardware_threads(), 4096);
  EXPECT_EQ(large.shares(4, 1), (Shares{{0}, {1024}, {2048}, {3072}}));
}

TEST(NodeTest, HasOneCoreOfManyWhereOneIsAllowed) {
  const Node sibling{.cores = usable_cores(test::siblings_adjacent().cores, {5})};
  EXPECT_EQ(sibling.granted_cores(), 1);
  EXPECT_EQ(sibling.shares(1, 1), (Shares{{5}}));
  EXPECT_TRUE(sibling.shares(2, 1).empty());
  const Node both{.cores = usable_cores(test::siblings_adjacent().cores, {4, 5})};
  EXPECT_EQ(both.granted_cores(), 1);
  EXPECT_EQ(both.granted_hardware_threads(), 2);
}

TEST(NodeTest, GrantsWhatAQuotaIsWorthButNeverLessThanOne) {
  Node node = whole(test::siblings_adjacent());
  node.quota = 1.5;
  EXPECT_EQ(node.granted_cores(), 1.5);
  EXPECT_EQ(node.granted_hardware_threads(), 1.5);
  node.quota = 0.1;
  EXPECT_EQ(node.granted_cores(), 1);
  node.quota = 12;
  EXPECT_EQ(node.granted_cores(), 8);
  EXPECT_EQ(node.granted_hardware_threads(), 12);
}

TEST(UsableCores, AreOneAHardwareThreadWhereNothingIsKnown) {
  EXPECT_EQ(to_text(usable_cores({}, {0, 1, 7})), "0;1;7");
}

TEST(UsablePart, IsWhatTheThreadMayRunOn) {
  std::vector<int> places = usable_part().in_order();
  std::ranges::sort(places);
  EXPECT_EQ(places, allowed_hardware_threads());
}

} // namespace
} // namespace sweep
