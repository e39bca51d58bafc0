#include "workloads/transfers/object_graph.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "workloads/transfers/graph_bytes.hpp"

namespace sweep {
namespace {

std::size_t numbers_in(const NestedList& list) {
  std::size_t count = list.numbers.size();
  for (const NestedList& each : list.lists) {
    count += numbers_in(each);
  }
  return count;
}

/// As make_graph() counts them.
std::size_t bytes_of(const ObjectGraph& graph) {
  std::size_t bytes = 8 * numbers_in(graph.lists) + 16 * graph.parameters.size();
  for (const auto& array : graph.arrays) {
    bytes += 8 * array.size();
  }
  return bytes;
}

TEST(ObjectGraphTest, HasAsManyBytesAsItWasAskedFor) {
  for (const std::size_t bytes : {64UL, 1000UL, 65'536UL, 1'000'000UL, std::size_t{1} << 26U}) {
    const ObjectGraph graph = make_graph(bytes, 1);
    EXPECT_LE(bytes_of(graph), bytes);
    EXPECT_GT(bytes_of(graph) + 8, bytes);
    EXPECT_GE(graph.parameters.size(), 2) << bytes;
    EXPECT_GE(graph.arrays.size(), 1) << bytes;
    EXPECT_GE(numbers_in(graph.lists), 1) << bytes;
  }
}

TEST(ObjectGraphTest, IsAFunctionOfItsSeed) {
  EXPECT_EQ(checksum(make_graph(10'000, 7)), checksum(make_graph(10'000, 7)));
  EXPECT_NE(checksum(make_graph(10'000, 7)), checksum(make_graph(10'000, 8)));
}

TEST(ObjectGraphTest, IsTheOneThatPythonHandsOver) { // tests/analysis/peers/test_pools.py
  EXPECT_EQ(checksum(make_graph(10'000, 215)), 0x34d2b817b63bf13b);
}

TEST(ObjectGraphTest, ChecksumSeesEveryKindOfChange) {
  const std::vector<std::function<void(ObjectGraph&)>> changes{
      [](ObjectGraph&) {},
      [](ObjectGraph& graph) { graph.parameters[visit] += 1; },
      [](ObjectGraph& graph) { graph.parameters.erase(graph.parameters.begin()); },
      [](ObjectGraph& graph) { graph.parameters["other"] = 0; },
      [](ObjectGraph& graph) { graph.arrays.back().back() += 1; },
      [](ObjectGraph& graph) { graph.arrays.back().pop_back(); },
      [](ObjectGraph& graph) { std::swap(graph.arrays.front()[0], graph.arrays.front()[1]); },
      [](ObjectGraph& graph) { graph.lists.lists.back().numbers.front() = -1; },
      [](ObjectGraph& graph) { std::swap(graph.lists.lists.front(), graph.lists.lists.back()); },
  };
  std::set<std::uint64_t> sums;
  for (const auto& change : changes) {
    ObjectGraph graph = make_graph(10'000, 3);
    change(graph);
    EXPECT_TRUE(sums.insert(checksum(graph)).second) << "change " << sums.size();
  }
}

TEST(ObjectGraphTest, IsTheSameInMemoryOfItsOwn) {
  std::pmr::monotonic_buffer_resource memory;
  EXPECT_EQ(checksum(make_graph(100'000, 5, &memory)), checksum(make_graph(100'000, 5)));
}

TEST(GraphBytes, AreReadAsTheyWereWritten) {
  for (const std::size_t bytes : {64UL, 100'000UL}) {
    const ObjectGraph graph = make_graph(bytes, 5);
    const std::vector<std::byte> encoded = encode(graph);
    EXPECT_EQ(checksum(decode(encoded)), checksum(graph));
    EXPECT_THROW(decode(std::span(encoded).first(encoded.size() - 1)), std::exception);
  }
}

TEST(GraphBytes, OfAShapeHaveRoomForItsNumbers) {
  ObjectGraph graph = make_graph(100'000, 5);
  ObjectGraph copy = decode_shape(encode_shape(graph));
  const auto from = number_blocks(graph);
  const auto to = number_blocks(copy);
  ASSERT_EQ(from.size(), to.size());
  EXPECT_NE(checksum(copy), checksum(graph));
  for (std::size_t i = 0; i < from.size(); ++i) {
    ASSERT_EQ(from[i]->size(), to[i]->size());
    *to[i] = *from[i];
  }
  EXPECT_EQ(checksum(copy), checksum(graph));
}

} // namespace
} // namespace sweep
