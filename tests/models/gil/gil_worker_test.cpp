// What a worker under an interpreter lock does with it, and what it says of that. What all models do, tasks that fail
// included, is tested for every policy in models_test.

#include "models/gil_worker.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "../coroutine_workload.hpp"
#include "../fake_dispenser.hpp"
#include "any_lock.hpp"
#include "models/gil/catalogue.hpp"

namespace sweep {
namespace {

/// A device that is ready at once.
struct Ready final : Operation {
  void block() override {}
  bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override { return false; }
  static int result() { return 0; }
};

class GilWorkerTest : public testing::Test {
 protected:
  GilWorker& make(const InterpreterRules& rules, std::uint64_t tasks = 1) {
    dispenser_.emplace(tasks, 1);
    return worker_.emplace(*dispenser_, 0, *lock_, 0, rules, handover_);
  }

  RankReport run(GilWorker& worker, std::uint64_t tasks, CoroutineWorkload::Body body) {
    return worker.run(CoroutineWorkload(tasks, std::move(body)), Keep::digest, 0, stop_);
  }

  /// What a worker did with the lock that ran one task.
  LockUse use_of(const InterpreterRules& rules, CoroutineWorkload::Body body) {
    GilWorker& worker = make(rules);
    const RankReport report = run(worker, 1, std::move(body));
    EXPECT_EQ(report.failure, nullptr);
    return worker.use();
  }

  InterpreterLock& lock() { return *lock_; }

 private:
  Histogram handover_;
  std::unique_ptr<InterpreterLock> lock_ = make_lock(*find_policy("interval"), 1);
  std::optional<CountingDispenser> dispenser_;
  std::optional<GilWorker> worker_;
  std::atomic<bool> stop_ = false;
};

Task waits_three_times(std::uint64_t index, Worker& worker, Tally& tally) {
  for (int i = 0; i < 3; ++i) {
    co_await worker.wait(Ready());
  }
  tally.record(index, std::array{index});
}

CoroutineWorkload::Body native_region(std::size_t bytes) {
  return [bytes](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    { const auto released = worker.native(bytes); }
    tally.record(index, std::array{index});
    co_return;
  };
}

TEST_F(GilWorkerTest, ReleasesTheLockOnceAWait) {
  const LockUse use = use_of({}, waits_three_times);
  EXPECT_EQ(use.voluntary_drops, 3);
  EXPECT_EQ(use.requested_drops, 0);
  EXPECT_EQ(use.switches, 1); // it was the first to take it
  EXPECT_GT(use.device_s, 0);
}

TEST_F(GilWorkerTest, HoldsTheLockWhileItWaitsWhereItNeverReleases) {
  const LockUse use = use_of({.release = false}, waits_three_times);
  EXPECT_EQ(use.voluntary_drops, 0);
  EXPECT_EQ(use.device_s, 0);
  EXPECT_GT(use.held_s, 0);
}

TEST_F(GilWorkerTest, KeepsTheLockInNativeRegionsOnFewBytes) {
  const InterpreterRules rules{.release_threshold = 2048};
  EXPECT_EQ(use_of(rules, native_region(2047)).voluntary_drops, 0);
  EXPECT_EQ(use_of(rules, native_region(2048)).voluntary_drops, 1);
  EXPECT_EQ(use_of({.release = false}, native_region(2048)).voluntary_drops, 0);
}

TEST_F(GilWorkerTest, CountsANativeRegionWithinAnotherAsOne) {
  const LockUse use = use_of({}, [](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    {
      const auto outer = worker.native();
      const auto inner = worker.native();
    }
    tally.record(index, std::array{index});
    co_return;
  });
  EXPECT_EQ(use.voluntary_drops, 1);
}

TEST_F(GilWorkerTest, GivesTheSameAnswerWithMessages) {
  const auto body = [](std::uint64_t index, Worker& /*worker*/, Tally& tally) -> Task {
    tally.record(index, std::array{index * index});
    co_return;
  };
  const RankReport without = run(make({}, 10), 10, body);
  const RankReport with = run(make({.message_bytes = 100'000}, 10), 10, body);
  EXPECT_EQ(with.tally.count(), 10);
  EXPECT_EQ(with.tally.digest(), without.tally.digest());
}

TEST_F(GilWorkerTest, TracesEverySpanFromTheFirstToTheLast) {
  GilWorker& worker = make({.trace_room = 100});
  run(worker, 1, waits_three_times);
  const std::vector<LockSpan>& trace = worker.times().trace();
  std::vector<LockState> states;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    states.push_back(trace[i].state);
    EXPECT_EQ(trace[i].begin, i == 0 ? trace[0].begin : trace[i - 1].end);
  }
  using enum LockState;
  EXPECT_EQ(states, (std::vector{waiting, held, device, waiting, held, device, waiting, held, device, waiting, held}));
  EXPECT_EQ(worker.times().untraced(), 0);
  const LockUse use = worker.use();
  EXPECT_NEAR(use.held_s + use.waiting_s + use.released_s + use.device_s,
              seconds_between(trace.front().begin, trace.back().end), 1e-9);
}

TEST_F(GilWorkerTest, CountsTheSpansForWhichThereIsNoRoom) {
  GilWorker& worker = make({.trace_room = 4});
  run(worker, 1, waits_three_times);
  EXPECT_EQ(worker.times().trace().size(), 4);
  EXPECT_EQ(worker.times().untraced(), 7);
}

TEST_F(GilWorkerTest, EndsWithoutAFailureOfItsOwnOnceTheLockIsClosed) {
  enum class Then { safe_point, wait };
  for (const Then then : {Then::safe_point, Then::wait}) {
    const std::unique_ptr<InterpreterLock> closed = make_lock(*find_policy("interval"), 1);
    Histogram handover;
    CountingDispenser dispenser(1, 1);
    GilWorker worker(dispenser, 0, *closed, 0, {}, handover);
    const RankReport report = run(worker, 1, [&](std::uint64_t index, Worker& own, Tally& tally) -> Task {
      {
        const auto released = own.native(); // which cannot throw where it ends
        closed->close();
      }
      if (then == Then::wait) {
        co_await own.wait(Ready());
      }
      own.safe_point();
      tally.record(index, std::array{index});
    });
    EXPECT_EQ(report.failure, nullptr);
    EXPECT_EQ(report.tally.count(), 0);
  }
}

/// Gives the second worker a chunk once the first has asked, as a node's pool that the first fills.
class PoolOfTheFirst final : public Dispenser {
 public:
  Chunk next(std::size_t worker) override {
    if (worker == 0) {
      filled_ = true;
      return {};
    }
    waits_ = true;
    while (!filled_) {
      std::this_thread::yield();
    }
    return list_.next(worker);
  }
  bool may_wait() const override { return true; }
  bool waits() const { return waits_; }

 private:
  std::atomic<bool> waits_ = false;
  std::atomic<bool> filled_ = false;
  CountingDispenser list_{1, 1};
};

TEST(GilWorkers, WaitForChunksWithoutTheLock) {
  for (const PolicyDescriptor& policy : policies()) {
    const std::unique_ptr<InterpreterLock> lock = make_lock(policy, 2);
    PoolOfTheFirst pool;
    Histogram handover;
    GilWorker first(pool, 0, *lock, 0, {}, handover);
    GilWorker second(pool, 1, *lock, 0, {}, handover);
    const CoroutineWorkload work(1, [](std::uint64_t index, Worker& /*worker*/, Tally& tally) -> Task {
      tally.record(index, std::array{index});
      co_return;
    });
    std::atomic<bool> stop = false;
    std::thread other([&] { EXPECT_EQ(second.run(work, Keep::digest, 0, stop).tally.count(), 1) << policy.name; });
    while (!pool.waits()) {
      std::this_thread::yield();
    }
    first.run(work, Keep::digest, 0, stop);
    other.join();
  }
}

/// Two threads that compute until each has given way to the other and so has had the lock again.
TEST(GilWorkers, HandTheLockOverAtSafePointsBecauseTheOtherAskedForIt) {
  const std::unique_ptr<InterpreterLock> lock = make_lock(*find_policy("interval"), 2, posix_platform(), 100e-6);
  ListDispenser dispenser({{Chunk{0, 1}}, {Chunk{1, 2}}});
  Histogram handover;
  GilWorker first(dispenser, 0, *lock, 0, {}, handover);
  GilWorker second(dispenser, 1, *lock, 0, {}, handover);
  std::array<int, 2> turns{};
  int last = -1;
  const CoroutineWorkload work(2, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    while (turns[0] < 3 || turns[1] < 3) { // what the lock guards
      if (last != static_cast<int>(index)) {
        last = static_cast<int>(index);
        ++turns[index];
      }
      worker.safe_point();
    }
    tally.record(index, std::array{index});
    co_return;
  });
  std::atomic<bool> stop = false;
  std::thread other([&] { second.run(work, Keep::digest, 0, stop); });
  first.run(work, Keep::digest, 0, stop);
  other.join();
  for (const GilWorker* worker : {&first, &second}) {
    EXPECT_GE(worker->use().requested_drops, 2);
    EXPECT_GE(worker->use().switches, 3);
    EXPECT_GT(worker->use().timed_out_waits, 0);
    EXPECT_GT(worker->use().waiting_s, 0);
  }
  EXPECT_GE(handover.count(), 4);
}

} // namespace
} // namespace sweep
