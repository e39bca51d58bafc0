#include "comm/shared_counter.hpp"

#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "partition.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t astronomic = (std::uint64_t{1} << 63) + 5;

std::vector<Chunk> take_all(SharedCounter& counter, ChunkRule rule) {
  std::vector<Chunk> chunks;
  for (Chunk chunk = counter.take(rule); !chunk.empty(); chunk = counter.take(rule)) {
    chunks.push_back(chunk);
  }
  return chunks;
}

/// All chunks that `takers` threads got together.
std::vector<Chunk> take_all_by_threads(SharedCounter& counter, ChunkRule rule, std::size_t takers) {
  std::vector<std::vector<Chunk>> taken(takers);
  std::vector<std::thread> threads;
  for (std::vector<Chunk>& mine : taken) {
    threads.emplace_back([&counter, &mine, rule] { mine = take_all(counter, rule); });
  }
  std::vector<Chunk> all;
  for (std::size_t i = 0; i < takers; ++i) {
    threads[i].join();
    all.insert(all.end(), taken[i].begin(), taken[i].end());
  }
  return all;
}

TEST(ChunkRule, WithoutADivisorEveryChunkHasTheSmallestSize) {
  EXPECT_EQ((ChunkRule{.smallest = 7, .divisor = 0}.size(1'000'000)), 7);
  EXPECT_EQ((ChunkRule{.smallest = 7, .divisor = 0}.size(1)), 7);
}

TEST(ChunkRule, WithADivisorAChunkIsAShareOfWhatIsLeftButNotLessThanTheSmallest) {
  constexpr ChunkRule rule{.smallest = 7, .divisor = 10};
  EXPECT_EQ(rule.size(1000), 100);
  EXPECT_EQ(rule.size(79), 7);
  EXPECT_EQ(rule.size(80), 8);
  EXPECT_EQ(rule.size(0), 7);
}

TEST(SharedCounter, HandsOutFixedChunksInOrderAndCutsTheLast) {
  SharedCounter counter;
  counter.reset(10);
  EXPECT_EQ(take_all(counter, {.smallest = 4}), (std::vector<Chunk>{{0, 4}, {4, 8}, {8, 10}}));
}

TEST(SharedCounter, HandsOutEverSmallerSharesDownToTheSmallest) {
  SharedCounter counter;
  counter.reset(16);
  EXPECT_EQ(take_all(counter, {.smallest = 3, .divisor = 2}),
            (std::vector<Chunk>{{0, 8}, {8, 12}, {12, 15}, {15, 16}}));
}

TEST(SharedCounter, HasNothingBeforeItIsResetAndWithoutTasks) {
  SharedCounter counter;
  EXPECT_TRUE(counter.take({.smallest = 1}).empty());
  counter.reset(0);
  EXPECT_TRUE(counter.take({.smallest = 1}).empty());
  EXPECT_TRUE(counter.take({.smallest = 1, .divisor = 4}).empty());
}

TEST(SharedCounter, KeepsReturningNothingHoweverOftenItIsAskedAtTheEnd) {
  SharedCounter counter;
  counter.reset(3);
  EXPECT_EQ(counter.take({.smallest = std::uint64_t{1} << 62}), (Chunk{0, 3}));
  for (int i = 0; i < 1000; ++i) { // would wrap round if every question moved the counter
    ASSERT_TRUE(counter.take({.smallest = std::uint64_t{1} << 62}).empty()) << i;
  }
}

TEST(SharedCounter, GivesManyThreadsEveryTaskExactlyOnce) {
  SharedCounter counter;
  for (const ChunkRule rule : {ChunkRule{1, 0}, ChunkRule{7, 0}, ChunkRule{1'000'000, 0}, ChunkRule{1, 8},
                               ChunkRule{5, 3}, ChunkRule{1'000'000, 2}, ChunkRule{1, 1'000'000}}) {
    for (const std::uint64_t tasks : {std::uint64_t{1}, std::uint64_t{97}, std::uint64_t{100'003}}) {
      SCOPED_TRACE(testing::Message() << rule.smallest << ", 1/" << rule.divisor << " of " << tasks);
      counter.reset(tasks);
      test::expect_partition(take_all_by_threads(counter, rule, 4), tasks);
    }
  }
}

TEST(SharedCounter, CountsBeyondTwoToThe63) {
  SharedCounter counter;
  for (const ChunkRule rule : {ChunkRule{std::uint64_t{1} << 55, 0}, ChunkRule{1, 2}, ChunkRule{1, 100}}) {
    counter.reset(astronomic);
    test::expect_partition(take_all_by_threads(counter, rule, 4), astronomic);
  }
}

TEST(SharedCounter, HasNothingLeftOnceAbandonedUntilItIsReset) {
  SharedCounter counter;
  counter.reset(astronomic);
  EXPECT_EQ(counter.take({.smallest = 2}), (Chunk{0, 2}));
  counter.abandon();
  EXPECT_TRUE(counter.take({.smallest = 2}).empty());
  EXPECT_TRUE(counter.take({.smallest = 2, .divisor = 3}).empty());
  counter.reset(5);
  test::expect_partition(take_all(counter, {.smallest = 2}), 5);
}

TEST(SharedCounter, EndsForAllThreadsWhenOneAbandonsIt) {
  for (const ChunkRule rule : {ChunkRule{1, 0}, ChunkRule{1, std::uint64_t{1} << 62}}) { // would take for ever
    SharedCounter counter;
    counter.reset(astronomic);
    std::thread quitter([&counter] { counter.abandon(); });
    const std::vector<Chunk> taken = take_all_by_threads(counter, rule, 3);
    quitter.join();
    test::expect_disjoint(taken);
    EXPECT_TRUE(counter.take(rule).empty());
  }
}

} // namespace
} // namespace sweep
