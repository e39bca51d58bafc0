#include "comm/shared_window.hpp"

#include <atomic>
#include <cstdint>

#include <gtest/gtest.h>

#include "world.hpp"

namespace sweep {
namespace {

using test::world;

TEST(SharedWindow, IsZeroedAndAlignedOnEveryRank) {
  const Communicator node = world().split_by_node();
  for (const std::size_t bytes : {1u, 64u, 1000u, 100'000u}) {
    const SharedWindow window(node, bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(window.memory()) % 64, 0);
    const auto* memory = static_cast<const unsigned char*>(window.memory());
    for (std::size_t i = 0; i < bytes; ++i) {
      ASSERT_EQ(memory[i], 0) << i;
    }
    node.barrier();
  }
}

TEST(SharedWindow, HoldsTheSameBytesForAllRanks) {
  const Communicator node = world().split_by_node();
  constexpr std::size_t places = 1000;
  const SharedWindow window(node, places * sizeof(int));
  int* memory = static_cast<int*>(window.memory());
  for (int writer = 0; writer < node.size(); ++writer) {
    if (node.rank() == writer) {
      for (std::size_t i = 0; i < places; ++i) {
        memory[i] = writer + static_cast<int>(i) * 10;
      }
    }
    node.barrier();
    for (std::size_t i = 0; i < places; ++i) {
      ASSERT_EQ(memory[i], writer + static_cast<int>(i) * 10);
    }
    node.barrier();
  }
}

TEST(SharedWindow, CarriesAtomicOperationsOfAllRanks) {
  const Communicator node = world().split_by_node();
  const SharedWindow window(node, sizeof(std::atomic<int>));
  auto& counter = *static_cast<std::atomic<int>*>(window.memory());
  constexpr int times = 10'000;
  for (int i = 0; i < times; ++i) {
    ++counter;
  }
  node.barrier();
  EXPECT_EQ(counter.load(), times * node.size());
  node.barrier();
}

TEST(SharedWindow, SharesNothingWithAnotherWindow) {
  const Communicator node = world().split_by_node();
  const SharedWindow one(node, 64);
  const SharedWindow other(node, 64);
  if (node.rank() == 0) {
    *static_cast<int*>(one.memory()) = 1;
  }
  node.barrier();
  EXPECT_EQ(*static_cast<int*>(one.memory()), 1);
  EXPECT_EQ(*static_cast<int*>(other.memory()), 0);
  node.barrier();
}

} // namespace
} // namespace sweep
