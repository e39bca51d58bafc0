#pragma once

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "core/dispenser.hpp"

namespace sweep::test {

/// The chunks, in any order, do not overlap and none is empty.
inline void expect_disjoint(std::vector<Chunk> chunks) {
  std::ranges::sort(chunks, {}, &Chunk::first);
  std::uint64_t end = 0;
  for (const Chunk& chunk : chunks) {
    ASSERT_FALSE(chunk.empty()) << "[" << chunk.first << ", " << chunk.last << ")";
    ASSERT_GE(chunk.first, end) << "a task was handed out twice";
    end = chunk.last;
  }
}

/// The chunks, in any order, are [0, tasks), each task once.
inline void expect_partition(const std::vector<Chunk>& chunks, std::uint64_t tasks) {
  expect_disjoint(chunks);
  std::uint64_t total = 0;
  std::uint64_t last = 0;
  for (const Chunk& chunk : chunks) {
    total += chunk.size();
    last = std::max(last, chunk.last);
  }
  EXPECT_EQ(total, tasks);
  EXPECT_EQ(last, tasks);
}

} // namespace sweep::test
