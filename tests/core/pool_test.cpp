#include "core/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace sweep {
namespace {

TEST(Pool, MakesAnObjectWhereNoneIsFree) {
  Pool<std::vector<int>> pool;
  auto first = pool.take();
  auto second = pool.take();
  EXPECT_TRUE(first->empty());
  first->push_back(1);
  EXPECT_TRUE(second->empty());
}

TEST(Pool, GivesOutFirstWhatCameBackLast) {
  Pool<int> pool;
  {
    auto first = pool.take();
    auto second = pool.take();
    *first = 1;
    *second = 2;
  } // the second is destroyed, and so given back, before the first
  auto one = pool.take();
  auto other = pool.take();
  EXPECT_EQ(*one, 1);
  EXPECT_EQ(*other, 2);
}

TEST(Pool, HasAnObjectBackOnceHoweverOftenItsLeaseWasMoved) {
  Pool<int> pool;
  {
    auto lease = pool.take();
    *lease = 7;
    auto moved = std::move(lease);
    std::optional<Pool<int>::Lease> kept(std::move(moved));
    EXPECT_EQ(**kept, 7);
  }
  auto one = pool.take();
  auto other = pool.take();
  EXPECT_EQ(*one, 7);
  EXPECT_EQ(*other, 0) << "it came back twice";
}

TEST(Pool, HasBothObjectsBackWhereALeaseIsAssigned) {
  Pool<int> pool;
  {
    auto one = pool.take();
    auto other = pool.take();
    *one = 1;
    *other = 2;
    one = std::move(other);
    EXPECT_EQ(*one, 2);
  }
  auto first = pool.take();
  auto second = pool.take();
  EXPECT_EQ(*first + *second, 3);
}

TEST(Pool, ForgetsWhatIsFreeWhenCleared) {
  Pool<std::shared_ptr<int>> pool;
  const auto object = std::make_shared<int>(7);
  *pool.take() = object;
  EXPECT_EQ(object.use_count(), 2);
  pool.clear();
  EXPECT_EQ(object.use_count(), 1);
  EXPECT_EQ(*pool.take(), nullptr);
}

TEST(Pool, GivesNoObjectToTwoThreadsAtOnce) {
  struct Owned {
    std::unique_ptr<std::atomic<int>> owners = std::make_unique<std::atomic<int>>(0);
  };
  Pool<Owned> pool;
  std::atomic<int> shared = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) {
        auto lease = pool.take();
        shared += lease->owners->fetch_add(1);
        lease->owners->fetch_sub(1);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(shared, 0);
}

} // namespace
} // namespace sweep
