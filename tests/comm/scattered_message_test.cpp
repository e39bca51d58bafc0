#include "comm/scattered_message.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "world.hpp"

namespace sweep {
namespace {

using test::world;

constexpr int scattered_tag = 3;

std::vector<std::span<std::byte>> blocks_of(std::vector<std::vector<int>>& lists) {
  std::vector<std::span<std::byte>> blocks;
  for (std::vector<int>& each : lists) {
    blocks.push_back(std::as_writable_bytes(std::span(each)));
  }
  return blocks;
}

TEST(ScatteredMessage, BringsEachBlockToItsPlaceAlsoWhereTheyAreCutDifferently) {
  std::vector<std::vector<int>> sent{std::vector<int>(3), {}, std::vector<int>(5000), std::vector<int>(2)};
  int next = 0;
  for (std::vector<int>& each : sent) {
    std::iota(each.begin(), each.end(), next);
    next += static_cast<int>(each.size());
  }
  if (world().rank() == 0) {
    for (int to = 1; to < world().size(); ++to) {
      send_scattered(world(), to, scattered_tag, blocks_of(sent));
    }
  } else {
    std::vector<std::vector<int>> received{std::vector<int>(5004), std::vector<int>(1)};
    receive_scattered(world(), 0, scattered_tag, blocks_of(received));
    EXPECT_EQ(received.front().front(), 0);
    EXPECT_EQ(received.front()[3], 3);
    EXPECT_EQ(received.front().back(), 5003);
    EXPECT_EQ(received.back().front(), 5004);
  }
}

} // namespace
} // namespace sweep
