#include "comm/exchange.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sweep {
namespace {

using Nodes = std::vector<std::int64_t>;

std::size_t elsewhere(const Nodes& nodes, const std::vector<std::uint64_t>& sources) {
  std::size_t ranks = 0;
  for (std::size_t rank = 0; rank < nodes.size(); ++rank) {
    ranks += nodes[sources[rank]] != nodes[rank] ? std::size_t{1} : 0;
  }
  return ranks;
}

/// The most that any exchange could do: what a node that holds more than half of the ranks cannot get rid of, stays.
std::size_t most(const Nodes& nodes) {
  std::size_t largest = 0;
  for (const std::int64_t node : nodes) {
    largest = std::max(largest, static_cast<std::size_t>(std::ranges::count(nodes, node)));
  }
  return std::min(nodes.size(), 2 * (nodes.size() - largest));
}

const std::vector<Nodes> placements{
    {0, 0, 1, 1}, {0, 1, 0, 1},       {0, 1, 2, 0, 1, 2, 0, 1, 2}, {7, 7, 7, 3}, {3, 7, 7, 7}, {7, 3, 7, 7},
    {0, 0, 0, 0}, {5, 1, 1, 5, 2, 1}, {0, 0, 0, 0, 0, 1, 1, 2},    {0, 1},       {0, 0},       {4}};

TEST(Exchange, GivesEachRankAnotherOnesDataOnceAndAsManyAsCanBeFromAnotherNode) {
  for (const Nodes& nodes : placements) {
    for (std::uint64_t round = 0; round < 5; ++round) {
      const std::vector<std::uint64_t> sources = sources_elsewhere(nodes, round);
      const std::string what = testing::PrintToString(nodes) + " in round " + std::to_string(round);
      EXPECT_EQ(std::set(sources.begin(), sources.end()).size(), nodes.size()) << what;
      EXPECT_EQ(*std::ranges::max_element(sources), nodes.size() - 1) << what;
      EXPECT_EQ(elsewhere(nodes, sources), most(nodes)) << what;
      for (std::size_t rank = 0; rank < nodes.size(); ++rank) {
        EXPECT_TRUE(sources[rank] != rank || nodes.size() == 1) << what;
      }
    }
  }
}

TEST(Exchange, GoesAllTheWayWhereNoNodeHoldsMoreThanHalfOfTheRanks) {
  EXPECT_EQ(elsewhere({0, 1, 0, 1}, sources_elsewhere(Nodes{0, 1, 0, 1})),
            4); // by node in turn: two ranks on were at home
  EXPECT_EQ(elsewhere({7, 3, 7, 7}, sources_elsewhere(Nodes{7, 3, 7, 7})), 2);
  EXPECT_EQ(elsewhere({5, 1, 1, 5, 2, 1}, sources_elsewhere(Nodes{5, 1, 1, 5, 2, 1})), 6);
}

TEST(Exchange, IsOneRankOnWhereThereIsOneNode) {
  EXPECT_EQ(sources_elsewhere(Nodes{2, 2, 2}), (std::vector<std::uint64_t>{1, 2, 0}));
  EXPECT_EQ(sources_elsewhere(Nodes{2, 2, 2}, 1), (std::vector<std::uint64_t>{2, 0, 1}));
  EXPECT_EQ(sources_elsewhere(Nodes{2, 2, 2}, 2), (std::vector<std::uint64_t>{1, 2, 0}));
}

} // namespace
} // namespace sweep
