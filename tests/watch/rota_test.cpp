#include "watch/rota.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace sweep {
namespace {

using Numbers = std::vector<int>;

/// So many nodes of so many ranks, one after the other.
Rota blocks(int nodes, int ranks_each) {
  std::vector<std::int64_t> labels;
  for (int rank = 0; rank < nodes * ranks_each; ++rank) {
    labels.push_back(100 + rank / ranks_each);
  }
  return Rota(labels);
}

TEST(Rota, NumbersNodesInOrderOfTheirFirstRanksHoweverRanksArePlaced) {
  const Rota cyclic({0, 1, 2, 0, 1, 0}); // as mpirun --map-by node labels them: uneven, too
  EXPECT_EQ(cyclic.nodes(), 3);
  EXPECT_EQ(cyclic.ranks_of(0), (Numbers{0, 3, 5}));
  EXPECT_EQ(cyclic.ranks_of(2), Numbers{2});
  EXPECT_EQ(cyclic.first_of(1), 1);
  const Rota large = blocks(3, 4);
  EXPECT_EQ(large.node_of(11), 2);
  EXPECT_EQ(large.first_of(2), 8);
}

TEST(Rota, HasEveryNodeWatchedByUpToThreeOthersThatWaitForIt) {
  for (const int nodes : {1, 2, 3, 4, 5, 128}) {
    const Rota rota = blocks(nodes, 1);
    for (int node = 0; node < nodes; ++node) {
      const Numbers watchers = rota.watchers_of(node);
      EXPECT_EQ(std::ssize(watchers), std::min(3, nodes - 1));
      for (const int watcher : watchers) {
        EXPECT_NE(watcher, node);
        EXPECT_EQ(std::ranges::count(rota.watched_by(watcher), node), 1);
      }
    }
  }
}

TEST(Rota, TakesOneSilentNodeForLostAndItselfForCutOffWhereAllAreSilent) {
  const Rota rota = blocks(4, 2);
  EXPECT_EQ(rota.judge(1, {2}, 24), (Loss{.node = 2, .silent = 24}));
  EXPECT_EQ(rota.judge(1, {0, 3}, 24).node, 0);
  EXPECT_EQ(rota.judge(1, {0, 2, 3}, 24).node, 1);
}

TEST(Rota, OfTwoNodesHasTheOneWithRank0GoOn) {
  const Rota rota = blocks(2, 2);
  EXPECT_EQ(rota.judge(0, {1}, 24).node, 1);
  EXPECT_EQ(rota.judge(1, {0}, 24).node, 1);
}

TEST(Rota, HasTheFirstRankThatIsNotLostTell) {
  const Rota rota = blocks(3, 2);
  EXPECT_EQ(rota.teller({.rank = 3}, 2), 0);
  EXPECT_EQ(rota.teller({.rank = 0}, 2), 1);
  EXPECT_EQ(rota.teller({.node = 2}, 0), 0);
  EXPECT_EQ(rota.teller({.node = 0}, 1), 2);
  EXPECT_EQ(rota.teller({.node = 1}, 1), 2); // cut off: its own, beside the other side's rank 0
  EXPECT_TRUE(rota.is_lost(5, {.node = 2}));
  EXPECT_FALSE(rota.is_lost(3, {.node = 2}));
  EXPECT_TRUE(rota.is_lost(3, {.rank = 3}));
}

} // namespace
} // namespace sweep
