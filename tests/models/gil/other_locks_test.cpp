// The rules of the other locks, one by one, by scripts of who runs when.

#include <gtest/gtest.h>

#include <array>

#include "deterministic_platform.hpp"
#include "models/gil/biased_count.hpp"
#include "models/gil/free_threads.hpp"
#include "models/gil/mutex_lock.hpp"
#include "models/gil/object_mutex.hpp"
#include "models/gil/tick_lock.hpp"
#include "silent_state.hpp"

namespace sweep {
namespace {

class LockRules : public testing::Test {
 protected:
  DeterministicPlatform platform_;
  Histogram handover_;
  std::array<SilentState, 2> states_{SilentState(handover_), SilentState(handover_)};
};

using TickLockRules = LockRules;

TEST_F(TickLockRules, ReleaseOnceTheTicksAreUsedUpWhoeverUsedThem) {
  TickLock lock(platform_, 10, 6, 2);
  platform_.start([&] {
    lock.take(states_[0]);
    lock.safe_point(states_[0]); // 4 left
    EXPECT_EQ(states_[0].requested_drops, 0);
    lock.safe_point(states_[0]); // used up
    EXPECT_EQ(states_[0].requested_drops, 1);
  });
  platform_.run_all();
  EXPECT_TRUE(platform_.all_ended());
}

TEST_F(TickLockRules, LetWhoReleasesTakeItBackBeforeTheOneThatWaits) {
  TickLock lock(platform_, 1, 2, 2);
  bool other_has_it = false;
  platform_.start([&] {
    lock.take(states_[0]);
    platform_.step();
    lock.safe_point(states_[0]);
  });
  platform_.start([&] {
    lock.take(states_[1]);
    other_has_it = true;
  });
  platform_.run_to_next(0);
  platform_.run_to_next(0); // past the semaphore
  platform_.run(1);
  platform_.run(0);
  EXPECT_TRUE(platform_.ended(0));
  EXPECT_EQ(states_[0].requested_drops, 1);
  EXPECT_FALSE(other_has_it);
}

TEST_F(TickLockRules, NeverReleaseAlone) {
  TickLock lock(platform_, 1, 2, 1);
  platform_.start([&] {
    lock.take(states_[0]);
    lock.safe_point(states_[0]);
  });
  platform_.run_all();
  EXPECT_EQ(states_[0].requested_drops, 0);
}

using FreeThreadsRules = LockRules;

TEST_F(FreeThreadsRules, SuspendWhoIsDetachedUntilTheWorldIsStarted) {
  FreeThreads threads(platform_, {});
  bool detached = false;
  platform_.start([&] {
    threads.take(states_[0]);
    threads.stop_the_world(states_[0]);
  });
  platform_.start([&] {
    threads.take(states_[1]);
    threads.drop(states_[1], Leave::for_a_while);
    detached = true;
    platform_.step();
    threads.take(states_[1]);
  });
  while (!detached) {
    platform_.run_to_next(1);
  }
  while (states_[1].attachment != ThreadState::Attachment::suspended) {
    ASSERT_TRUE(platform_.can_run(0));
    platform_.run_to_next(0);
  }
  platform_.run_to_next(0); // out of the mutex
  platform_.run(1);
  EXPECT_TRUE(platform_.waits(1));
  EXPECT_EQ(states_[1].calls, 0);
  platform_.run(0);
  platform_.run(1);
  EXPECT_TRUE(platform_.all_ended());
}

TEST_F(FreeThreadsRules, AskThoseThatAreAttachedAndLookAgainAfterAMillisecond) {
  FreeThreads threads(platform_, {});
  platform_.start([&] {
    threads.take(states_[0]);
    threads.stop_the_world(states_[0]);
  });
  platform_.start([&] {
    threads.take(states_[1]);
    platform_.step();
    platform_.step();
    threads.drop(states_[1], Leave::for_a_while); // without coming to a safe point
  });
  while (states_[1].attachment != ThreadState::Attachment::attached) {
    platform_.run_to_next(1);
  }
  platform_.run(0);
  EXPECT_TRUE(states_[1].asked());
  ASSERT_TRUE(platform_.waits(0));
  EXPECT_EQ(platform_.deadline(0), platform_.now() + 1'000'000);
  platform_.run(1);
  EXPECT_TRUE(platform_.waits(0)); // nobody tells it
  platform_.advance(1'000'000);
  platform_.run(0);
  EXPECT_TRUE(platform_.all_ended());
}

using ObjectMutexRules = LockRules;

TEST_F(ObjectMutexRules, TakeAFreeLockAtOnceAndYieldFortyTimesForAnother) {
  ObjectMutex mutex(platform_);
  platform_.start([&] { mutex.lock(); });
  platform_.start([&] { mutex.lock(); });
  platform_.run(0);
  EXPECT_TRUE(platform_.ended(0));
  EXPECT_EQ(platform_.yields(), 0);
  platform_.run(1);
  EXPECT_TRUE(platform_.waits(1));
  EXPECT_EQ(platform_.yields(), 40);
}

/// One thread unlocks after another has been parked for so long, and wants the lock again at once.
bool gets_it_back(Instant parked) {
  DeterministicPlatform platform;
  ObjectMutex mutex(platform);
  platform.start([&] {
    mutex.lock();
    platform.step();
    mutex.unlock();
    mutex.lock();
  });
  platform.start([&] { mutex.lock(); });
  platform.run_to_next(0);
  platform.run(1);
  platform.advance(parked);
  platform.run(0);
  return platform.ended(0);
}

TEST_F(ObjectMutexRules, HandTheLockOverOnceItsWaiterWasParkedForMoreThanAMillisecond) {
  EXPECT_TRUE(gets_it_back(1'000'000));
  EXPECT_FALSE(gets_it_back(1'000'001));
}

/// However often it was woken up meanwhile and found another thread faster.
TEST_F(ObjectMutexRules, CountTheMillisecondFromWhenTheLockWasWanted) {
  ObjectMutex mutex(platform_);
  bool back = false;
  platform_.start([&] {
    mutex.lock();
    platform_.step();
    mutex.unlock();
    mutex.lock();
    back = true;
    platform_.step();
    mutex.unlock();
    mutex.lock();
  });
  platform_.start([&] { mutex.lock(); });
  platform_.run_to_next(0);
  platform_.run(1); // parks
  platform_.advance(900'000);
  while (!back) {
    platform_.run_to_next(0); // unlocks, wakes it up, and is back first
  }
  platform_.run(1); // parks again
  EXPECT_TRUE(platform_.waits(1));
  platform_.advance(200'000);
  platform_.run(0);
  EXPECT_FALSE(platform_.ended(0));
  platform_.run(1);
  EXPECT_TRUE(platform_.ended(1));
}

TEST(BiasedCount, CountsReferencesOfItsOwnerAndOfOthers) {
  BiasedCount count;
  const int owner = 0;
  const int other = 0;
  count.add_reference(&owner);
  count.add_reference(&other);
  count.add_reference(&other);
  EXPECT_EQ(count.references(), 3);
  count.drop_reference(&other);
  count.drop_reference(&owner);
  EXPECT_EQ(count.references(), 1);
}

using MutexLockRules = LockRules;

TEST_F(MutexLockRules, AskTheHolderToLeaveOnceTheLockIsClosed) {
  MutexLock lock(platform_, MutexLock::never);
  platform_.start([&] {
    lock.take(states_[0]);
    EXPECT_FALSE(states_[0].asked());
    lock.close();
    EXPECT_TRUE(states_[0].asked());
    EXPECT_THROW(lock.safe_point(states_[0]), LockClosed);
  });
  platform_.run_all();
  EXPECT_TRUE(platform_.all_ended());
}

TEST_F(MutexLockRules, UnlockAndLockAgainOnceTheIntervalIsOver) {
  MutexLock lock(platform_, 5e-3);
  platform_.start([&] {
    lock.take(states_[0]);
    lock.safe_point(states_[0]);
    EXPECT_EQ(states_[0].requested_drops, 0);
    platform_.advance(5'000'001);
    lock.safe_point(states_[0]);
  });
  platform_.run_all();
  EXPECT_EQ(states_[0].requested_drops, 1);
}

} // namespace
} // namespace sweep
