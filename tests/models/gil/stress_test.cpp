// Interpreter locks under real threads, with delays put in wherever a lock waits, signals, locks or unlocks. For
// ThreadSanitizer too. By default some hundred hand-overs a policy; SWEEP_HANDOVERS=1000000 for more. A run of many
// threads for a while: SWEEP_THREADS=500 SWEEP_SECONDS=60 gil_stress_test --gtest_filter='Endurance*'.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "any_lock.hpp"
#include "models/gil/catalogue.hpp"

namespace sweep {
namespace {

std::int64_t from_environment(const char* name, std::int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoll(text);
}

/// Now and then lets others run, or keeps them waiting for some microseconds.
void dawdle() {
  thread_local std::uint64_t state = std::hash<std::thread::id>()(std::this_thread::get_id());
  state = state * 6364136223846793005U + 1442695040888963407U;
  const std::uint64_t chance = state >> 58;
  if (chance == 0) {
    std::this_thread::yield();
  } else if (chance == 1) {
    for (const Instant end = now() + 5'000; now() < end;) {
    }
  }
}

class RestlessMonitor final : public Monitor {
 public:
  explicit RestlessMonitor(std::unique_ptr<Monitor> monitor) : monitor_(std::move(monitor)) {}
  void lock() override {
    dawdle();
    monitor_->lock();
    dawdle();
  }
  void unlock() override {
    monitor_->unlock();
    dawdle();
  }
  void wait() override { monitor_->wait(); }
  bool wait_until(Instant instant) override { return monitor_->wait_until(instant); }
  void signal() override {
    dawdle();
    monitor_->signal();
    dawdle();
  }

 private:
  std::unique_ptr<Monitor> monitor_;
};

class RestlessPlatform final : public Platform {
 public:
  Instant now() override { return posix_platform().now(); }
  void yield() override { posix_platform().yield(); }
  void step() override { dawdle(); }
  std::unique_ptr<Monitor> make_monitor() override {
    return std::make_unique<RestlessMonitor>(posix_platform().make_monitor());
  }
  std::unique_ptr<Semaphore> make_semaphore(unsigned count) override { return posix_platform().make_semaphore(count); }
};

class AttentiveState final : public ThreadState {
 public:
  explicit AttentiveState(Histogram& handover) : ThreadState(handover) {}
  bool called() { return called_.exchange(false, std::memory_order_acq_rel); }

 private:
  void call_for_attention() override { called_.store(true, std::memory_order_release); }
  std::atomic<bool> called_ = false;
};

std::unique_ptr<InterpreterLock> make_shared_lock(const PolicyDescriptor& policy, std::size_t threads,
                                                  Platform& platform, Seconds interval) {
  Values values;
  values.set("interpreters", std::int64_t{1}); // the only one that threads share
  values.set("object_locks", std::int64_t{1});
  values.set("shared_references", std::int64_t{1});
  values.set("pause_period", 100e-6);
  values.set("pause", 1e-6);
  return make_lock(policy, threads, platform, interval, values);
}

/// Threads that use one lock until it is closed.
class Crowd {
 public:
  Crowd(const PolicyDescriptor& policy, std::size_t threads, Platform& platform, Seconds interval = 20e-6)
      : exclusive_(policy.exclusive), lock_(make_shared_lock(policy, threads, platform, interval)), entries_(threads) {
    for (std::size_t i = 0; i < threads; ++i) {
      states_.push_back(std::make_unique<AttentiveState>(handover_));
    }
  }

  /// Until the lock went so often from one to another (where it lets everybody in: until they entered so often), or
  /// until the instant has come: then one of them closes the lock.
  void run(std::int64_t handovers, Instant end) {
    most_ = handovers;
    end_ = end;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      threads.emplace_back([this, i] { serve(i); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }

  std::int64_t counted() const { return counted_; } ///< By a plain number, in what the lock guards.
  std::int64_t entered() const { return entered_; }
  const std::vector<std::int64_t>& entries() const { return entries_; }
  std::int64_t handovers() const { return exclusive_ ? handovers_ : entered_.load(); }

 private:
  void serve(std::size_t index) {
    AttentiveState& me = *states_[index];
    try {
      while (true) {
        lock_->take(me);
        enter(index);
        for (int i = 0; i < 3; ++i) {
          if (lock_->wants_every_safe_point() || me.called()) {
            lock_->safe_point(me);
            enter(index);
          }
          dawdle();
        }
        lock_->drop(me, Leave::for_a_while);
        dawdle();
      }
    } catch (const LockClosed&) { // that is the end
    }
  }

  void enter(std::size_t index) {
    ++entries_[index];
    const std::int64_t entered = ++entered_;
    bool enough = entered == most_;
    if (exclusive_) {
      ++counted_;
      if (last_ != index) {
        last_ = index;
        enough = ++handovers_ == most_;
      } else {
        enough = false;
      }
    }
    if (enough || (entered % 64 == 0 && now() >= end_)) {
      lock_->close();
    }
  }

  bool exclusive_;
  Histogram handover_;
  std::unique_ptr<InterpreterLock> lock_;
  std::vector<std::unique_ptr<AttentiveState>> states_;
  std::vector<std::int64_t> entries_; ///< One a thread, written by it.
  std::int64_t most_ = 0;
  Instant end_ = 0;
  std::int64_t counted_ = 0; ///< This and the next two: guarded by the lock.
  std::int64_t handovers_ = 0;
  std::size_t last_ = std::numeric_limits<std::size_t>::max();
  std::atomic<std::int64_t> entered_ = 0;
};

class AnyPolicy : public testing::TestWithParam<const PolicyDescriptor*> {};

std::vector<const PolicyDescriptor*> all_policies() {
  std::vector<const PolicyDescriptor*> all;
  for (const PolicyDescriptor& policy : policies()) {
    all.push_back(&policy);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Policies, AnyPolicy, testing::ValuesIn(all_policies()),
                         [](const auto& test) { return test.param->name; });

/// Returns only if every thread ends once the lock is closed, whatever it was about.
TEST_P(AnyPolicy, LetsOneThreadInAtATimeWhereItSaysSoUntilItIsClosed) {
  RestlessPlatform platform;
  for (const std::size_t threads : {2U, 5U}) {
    Crowd crowd(*GetParam(), threads, platform);
    const std::int64_t wanted = from_environment("SWEEP_HANDOVERS", 500);
    crowd.run(wanted, never);
    EXPECT_GE(crowd.handovers(), wanted);
    if (GetParam()->exclusive) {
      EXPECT_EQ(crowd.counted(), crowd.entered());
    }
  }
}

TEST_P(AnyPolicy, EndsHoweverEarlyItIsClosed) {
  RestlessPlatform platform;
  for (std::int64_t handovers = 1; handovers <= 50; ++handovers) {
    Crowd crowd(*GetParam(), 4, platform);
    crowd.run(handovers, never);
    EXPECT_GE(crowd.handovers(), handovers);
  }
}

TEST(Endurance, StarvesNoThread) {
  const std::int64_t seconds = from_environment("SWEEP_SECONDS", 0);
  if (seconds == 0) {
    GTEST_SKIP() << "SWEEP_SECONDS is not set";
  }
  Crowd crowd(*find_policy("interval"), static_cast<std::size_t>(from_environment("SWEEP_THREADS", 500)),
              posix_platform(), 5e-3); // CPython's
  crowd.run(std::numeric_limits<std::int64_t>::max(), now() + seconds * 1'000'000'000);
  const auto [least, most] = std::ranges::minmax(crowd.entries());
  std::cout << crowd.handovers() << " hand-overs; a thread entered " << least << " to " << most << " times\n";
  EXPECT_GT(least, 0);
  EXPECT_EQ(crowd.counted(), crowd.entered());
}

} // namespace
} // namespace sweep
