// The rules of CPython's lock (Python/ceval_gil.c), one by one, by scripts of who runs when.

#include "models/gil/interval_lock.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <utility>

#include "deterministic_platform.hpp"
#include "silent_state.hpp"

namespace sweep {
namespace {

constexpr Instant interval = 5'000'000;

using Body = std::function<void(SilentState&)>;

class IntervalLockRules : public testing::Test {
 protected:
  /// A thread that takes the lock, and does `then` when it is made to go on.
  std::size_t start(Body then) {
    platform_.start([this, then = std::move(then), index = started_] {
      try {
        lock_.take(states_[index]);
        has_it_[index] = true;
        platform_.step();
        then(states_[index]);
      } catch (const LockClosed&) {
        ++left_;
      }
    });
    return started_++;
  }
  std::size_t start(Leave leave) {
    return start([this, leave](SilentState& me) { lock_.drop(me, leave); });
  }

  void let_take(std::size_t thread) {
    while (!has_it_[thread]) {
      ASSERT_TRUE(platform_.can_run(thread));
      platform_.run_to_next(thread);
    }
  }
  void let_wait(std::size_t thread) {
    platform_.run(thread);
    ASSERT_TRUE(platform_.waits(thread));
  }

  /// A holder of whom another thread has requested a drop.
  void request(std::size_t holder, std::size_t other) {
    let_take(holder);
    let_wait(other);
    platform_.advance(interval);
    let_wait(other);
    ASSERT_TRUE(states_[holder].asked());
  }

  DeterministicPlatform platform_;
  IntervalLock lock_{platform_, 5e-3, IntervalLock::Switching::forced};
  Histogram handover_;
  std::array<SilentState, 3> states_{SilentState(handover_), SilentState(handover_), SilentState(handover_)};
  std::array<bool, 3> has_it_{};
  std::size_t started_ = 0;
  int left_ = 0;
};

TEST_F(IntervalLockRules, AskNobodyBeforeAWholeIntervalHasPassed) {
  const std::size_t holder = start(Leave::for_good);
  const std::size_t other = start(Leave::for_good);
  let_take(holder);
  let_wait(other);
  EXPECT_EQ(platform_.deadline(other), platform_.now() + interval);
  platform_.advance(interval - 1);
  EXPECT_TRUE(platform_.waits(other));
  EXPECT_FALSE(states_[holder].asked());
}

TEST_F(IntervalLockRules, AskTheHolderOnceItHasAndWaitAgain) {
  const std::size_t holder = start(Leave::for_good);
  request(holder, start(Leave::for_good));
  EXPECT_EQ(states_[0].calls, 1);
  EXPECT_EQ(states_[1].timed_out_waits, 1);
  EXPECT_EQ(platform_.deadline(1), platform_.now() + interval);
}

TEST_F(IntervalLockRules, AskNobodyWhereAnotherThreadGotTheLockMeanwhile) {
  const std::size_t first = start(Leave::for_good);
  const std::size_t waiter = start(Leave::for_good);
  const std::size_t barger = start(Leave::for_good);
  let_take(first);
  let_wait(waiter);
  platform_.advance(interval); // its time is over, but it does not run yet
  platform_.run(first);
  let_take(barger);
  let_wait(waiter);
  EXPECT_EQ(states_[waiter].timed_out_waits, 1);
  EXPECT_FALSE(states_[barger].asked());
  EXPECT_EQ(platform_.deadline(waiter), platform_.now() + interval);
}

TEST_F(IntervalLockRules, WakeOneThreadAndNotAll) {
  const std::size_t holder = start(Leave::for_good);
  let_take(holder);
  let_wait(start(Leave::for_good));
  let_wait(start(Leave::for_good));
  platform_.run(holder);
  EXPECT_FALSE(platform_.waits(1));
  EXPECT_TRUE(platform_.waits(2));
}

TEST_F(IntervalLockRules, LetWhoeverComesFirstHaveTheLock) {
  const std::size_t holder = start(Leave::for_good);
  const std::size_t waiter = start(Leave::for_good);
  const std::size_t barger = start(Leave::for_good);
  let_take(holder);
  let_wait(waiter);
  platform_.run(holder);
  let_take(barger); // before the one that was signalled
  let_wait(waiter);
  EXPECT_FALSE(has_it_[waiter]);
}

TEST_F(IntervalLockRules, HaveWhoDropsOnRequestWaitUntilAnotherHasTaken) {
  const std::size_t holder = start([this](SilentState& me) { lock_.safe_point(me); });
  const std::size_t other = start(Leave::for_good);
  request(holder, other);
  let_wait(holder);
  EXPECT_EQ(platform_.deadline(holder), 0);
  EXPECT_EQ(states_[holder].forced_waits, 1);
  EXPECT_EQ(states_[holder].requested_drops, 1);
  let_take(other);
  EXPECT_FALSE(platform_.waits(holder));
}

TEST_F(IntervalLockRules, AcceptThatTheDropperWakesUpForNoReason) {
  const std::size_t holder = start([this](SilentState& me) { lock_.safe_point(me); });
  const std::size_t other = start(Leave::for_good);
  request(holder, other);
  let_wait(holder);
  platform_.wake_up(holder);
  platform_.run(holder); // it takes the lock back
  EXPECT_TRUE(platform_.ended(holder));
  EXPECT_FALSE(has_it_[other]);
}

TEST_F(IntervalLockRules, KeepNobodyWaitingAfterAVoluntaryDropWithoutRequest) {
  const std::size_t holder = start(Leave::for_a_while);
  let_take(holder);
  let_wait(start(Leave::for_good));
  platform_.run(holder);
  EXPECT_TRUE(platform_.ended(holder));
  EXPECT_EQ(states_[holder].forced_waits, 0);
}

TEST_F(IntervalLockRules, KeepWhoDropsBeforeAWaitUntilTheRequestIsServed) {
  const std::size_t holder = start(Leave::for_a_while);
  request(holder, start(Leave::for_good));
  let_wait(holder);
  EXPECT_EQ(states_[holder].forced_waits, 1);
}

TEST_F(IntervalLockRules, KeepNobodyWaitingAfterItsLastDrop) {
  const std::size_t holder = start(Leave::for_good);
  request(holder, start(Leave::for_good));
  platform_.run(holder);
  EXPECT_TRUE(platform_.ended(holder));
  EXPECT_EQ(states_[holder].forced_waits, 0);
}

TEST_F(IntervalLockRules, HaveTheTakerClearTheRequest) {
  const std::size_t holder = start(Leave::for_good);
  const std::size_t other = start([this](SilentState& me) { lock_.safe_point(me); });
  request(holder, other);
  platform_.run(holder);
  platform_.run(other);
  EXPECT_TRUE(platform_.ended(other));
  EXPECT_EQ(states_[other].requested_drops, 0);
}

TEST_F(IntervalLockRules, CountAChangeOfHolderOnly) {
  const std::size_t holder = start([this](SilentState& me) {
    lock_.drop(me, Leave::for_a_while);
    lock_.take(me);
  });
  platform_.run(holder);
  EXPECT_TRUE(platform_.ended(holder));
  EXPECT_EQ(states_[holder].switches, 1);
}

TEST_F(IntervalLockRules, EndWhoeverWaitsWhenTheLockIsClosed) {
  const std::size_t holder = start([this](SilentState& me) {
    lock_.close();
    lock_.drop(me, Leave::for_good);
  });
  let_take(holder);
  let_wait(start(Leave::for_good));
  let_wait(start(Leave::for_good));
  platform_.run_all();
  EXPECT_TRUE(platform_.all_ended());
  EXPECT_EQ(left_, 2);
}

TEST(IntervalLockOfNoTime, WaitsForAMicrosecond) {
  DeterministicPlatform platform;
  IntervalLock lock(platform, 0, IntervalLock::Switching::forced);
  Histogram handover;
  std::array<SilentState, 2> states{SilentState(handover), SilentState(handover)};
  for (SilentState& state : states) {
    platform.start([&] { lock.take(state); });
  }
  platform.run_all();
  EXPECT_EQ(platform.deadline(1), platform.now() + 1'000);
}

} // namespace
} // namespace sweep
