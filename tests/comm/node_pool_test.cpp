#include "comm/node_pool.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "partition.hpp"

namespace sweep {
namespace {

constexpr ChunkRule by_four{.smallest = 4};

TEST(NodePool, IsEmptyAtFirstAndWantsABlock) {
  NodePool pool;
  EXPECT_TRUE(pool.take(by_four).empty());
  EXPECT_TRUE(pool.wants_block());
  EXPECT_FALSE(pool.exhausted());
  EXPECT_FALSE(pool.finished());
  EXPECT_FALSE(pool.abandoned());
}

TEST(NodePool, HandsOutABlockInChunksAndCutsTheLast) {
  NodePool pool;
  pool.put({100, 110});
  EXPECT_EQ(pool.take(by_four), (Chunk{100, 104}));
  EXPECT_EQ(pool.take(by_four), (Chunk{104, 108}));
  EXPECT_EQ(pool.take(by_four), (Chunk{108, 110}));
  EXPECT_TRUE(pool.take(by_four).empty());
}

TEST(NodePool, SizesChunksByWhatIsLeftOfTheBlock) {
  constexpr ChunkRule half{.smallest = 1, .divisor = 2};
  NodePool pool;
  pool.put({0, 8});
  EXPECT_EQ(pool.take(half), (Chunk{0, 4}));
  EXPECT_EQ(pool.take(half), (Chunk{4, 6}));
  EXPECT_EQ(pool.take(half), (Chunk{6, 7}));
  EXPECT_EQ(pool.take(half), (Chunk{7, 8}));
}

TEST(NodePool, WantsTheNextBlockAsSoonAsThePresentOneIsInUse) {
  NodePool pool;
  pool.put({0, 8});
  EXPECT_FALSE(pool.wants_block());
  pool.take(by_four);
  EXPECT_TRUE(pool.wants_block());
  pool.put({20, 24});
  EXPECT_FALSE(pool.wants_block());
  EXPECT_EQ(pool.take(by_four), (Chunk{4, 8}));
  EXPECT_EQ(pool.take(by_four), (Chunk{20, 24}));
}

TEST(NodePool, IsExhaustedWhenNoMoreComesAndAllIsTaken) {
  NodePool pool;
  pool.put({0, 4});
  pool.take({.smallest = 1});
  pool.put({4, 8});
  pool.put({});
  EXPECT_TRUE(pool.finished());
  EXPECT_FALSE(pool.wants_block());
  EXPECT_FALSE(pool.exhausted());
  EXPECT_EQ(pool.take(by_four), (Chunk{1, 4}));
  EXPECT_FALSE(pool.exhausted());
  EXPECT_EQ(pool.take(by_four), (Chunk{4, 8}));
  EXPECT_TRUE(pool.exhausted());
}

TEST(NodePool, ThrowsAwayWhatItHasAndWhatComesOnceAbandoned) {
  NodePool pool;
  pool.put({0, 8});
  pool.take(by_four);
  pool.put({8, 16});
  pool.abandon();
  EXPECT_TRUE(pool.abandoned());
  EXPECT_TRUE(pool.exhausted());
  EXPECT_TRUE(pool.take(by_four).empty());
  EXPECT_TRUE(pool.wants_block()) << "rank 0 still has to hear of it";
  pool.put({16, 24});
  EXPECT_TRUE(pool.take(by_four).empty());
  EXPECT_TRUE(pool.wants_block());
  pool.put({});
  EXPECT_FALSE(pool.wants_block());
  EXPECT_TRUE(pool.finished());
}

TEST(NodePool, IsAsNewAfterAReset) {
  NodePool pool;
  pool.put({0, 8});
  pool.take(by_four);
  pool.put({8, 9});
  pool.put({});
  pool.abandon();
  pool.reset();
  EXPECT_FALSE(pool.abandoned());
  EXPECT_FALSE(pool.finished());
  EXPECT_TRUE(pool.wants_block());
  EXPECT_TRUE(pool.take(by_four).empty());
  pool.put({3, 5});
  EXPECT_EQ(pool.take(by_four), (Chunk{3, 5}));
}

TEST(NodePool, GivesManyThreadsEveryTaskExactlyOnceWhileTheLeaderRefills) {
  constexpr std::uint64_t tasks = 50'021;
  constexpr std::uint64_t block = 513;
  for (const ChunkRule rule : {ChunkRule{1, 0}, ChunkRule{7, 0}, ChunkRule{1, 6}}) {
    NodePool pool;
    std::vector<std::vector<Chunk>> taken(3);
    std::vector<std::thread> threads;
    for (std::vector<Chunk>& mine : taken) {
      threads.emplace_back([&pool, &mine, rule] {
        while (!pool.exhausted()) {
          if (const Chunk chunk = pool.take(rule); !chunk.empty()) {
            mine.push_back(chunk);
          } else {
            std::this_thread::yield();
          }
        }
      });
    }
    for (std::uint64_t first = 0; !pool.finished();) {
      if (pool.wants_block()) {
        pool.put({first, std::min(first + block, tasks)});
        first = std::min(first + block, tasks);
      } else {
        std::this_thread::yield();
      }
    }
    std::vector<Chunk> all;
    for (std::size_t i = 0; i < threads.size(); ++i) {
      threads[i].join();
      all.insert(all.end(), taken[i].begin(), taken[i].end());
    }
    test::expect_partition(all, tasks);
  }
}

} // namespace
} // namespace sweep
