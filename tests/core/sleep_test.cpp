#include "core/sleep.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "core/task.hpp"

namespace sweep {
namespace {

static_assert(sizeof(Sleep) <= 16, "there are many of them");

/// Notes what it is asked to resume, and when, and lets the test do it.
class FakeReactor final : public Reactor {
 public:
  struct Timer {
    Instant when;
    std::coroutine_handle<> task;
  };

  void resume_at(Instant when, std::coroutine_handle<> task) override { timers.push_back({when, task}); }
  void resume(std::coroutine_handle<> /*task*/) override { throw std::logic_error("nothing is complete"); }
  std::unique_ptr<Watch> watch(int /*descriptor*/) override { throw std::logic_error("there is no descriptor"); }

  std::vector<Timer> timers;
};

class Suspending final : public Worker {
 public:
  explicit Suspending(Reactor& reactor) : reactor_(reactor) {}

 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> task) override {
    return operation.start(reactor_, task);
  }

  Reactor& reactor_;
};

class Blocking final : public Worker {
 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    return false;
  }
};

Task sleep_for(Seconds duration, Worker& worker, std::vector<Seconds>& lateness) {
  lateness.push_back(co_await worker.wait(Sleep(duration)));
}

TEST(Sleep, HasItsTaskResumedWhenTheDurationIsOver) {
  FakeReactor reactor;
  Suspending worker(reactor);
  std::vector<Seconds> lateness;
  Task task = sleep_for(3600, worker, lateness);
  const Instant before = now();
  task.resume();
  const Instant after = now();
  ASSERT_EQ(reactor.timers.size(), 1);
  constexpr Instant hour = 3'600'000'000'000;
  EXPECT_LE(before + hour, reactor.timers[0].when);
  EXPECT_LE(reactor.timers[0].when, after + hour);
  EXPECT_FALSE(task.done());
  EXPECT_TRUE(lateness.empty());
}

TEST(Sleep, TellsHowLateItsTaskGoesOn) {
  FakeReactor reactor;
  Suspending worker(reactor);
  std::vector<Seconds> lateness;
  Task task = sleep_for(3600, worker, lateness);
  task.resume();
  const Instant due = reactor.timers.at(0).when;
  const Instant before = now();
  reactor.timers[0].task.resume(); // an hour too early
  const Instant after = now();
  EXPECT_TRUE(task.done());
  task.rethrow_failure();
  ASSERT_EQ(lateness.size(), 1);
  EXPECT_LE(seconds_between(due, before), lateness[0]);
  EXPECT_LE(lateness[0], seconds_between(due, after));
}

TEST(Sleep, BlocksNoLessThanTheDuration) {
  Blocking worker;
  std::vector<Seconds> lateness;
  for (const Seconds duration : {0.0, 1e-3}) {
    Task task = sleep_for(duration, worker, lateness);
    const Instant before = now();
    task.resume();
    EXPECT_TRUE(task.done());
    EXPECT_GE(seconds_between(before, now()), duration);
    EXPECT_GE(lateness.back(), 0);
  }
}

} // namespace
} // namespace sweep
