// Every interleaving of a few threads in small programs on each lock: a model checker's work. What it looks for is in
// explorer.hpp; that it finds it is shown by locks with a fault.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "faulty_lock.hpp"
#include "lock_scenario.hpp"
#include "models/gil/interval_lock.hpp"
#include "models/gil/mutex_lock.hpp"
#include "models/gil/tick_lock.hpp"

namespace sweep {
namespace {

using Thread = LockScenario::Thread;
using Program = LockScenario::Program;
using Fault = FaultyLock::Fault;

LockScenario::Make interval_lock(IntervalLock::Switching switching) {
  return [switching](Platform& platform) { return std::make_unique<IntervalLock>(platform, 1e-6, switching); };
}

LockScenario::Make tick_lock() {
  return [](Platform& platform) { return std::make_unique<TickLock>(platform, 1, 2, 3); };
}

LockScenario::Make mutex_lock() {
  return [](Platform& platform) { return std::make_unique<MutexLock>(platform, 0); };
}

LockScenario::Make faulty_lock(Fault fault) {
  return [fault](Platform& platform) { return std::make_unique<FaultyLock>(platform, fault); };
}

LockScenario::Make free_threads() {
  return [](Platform& platform) { return std::make_unique<FreeThreads>(platform, FreeThreadCosts{}); };
}

/// Computes, waits for a device, computes, ends.
void waits(Thread& thread) {
  thread.take();
  thread.wait();
  thread.take();
  thread.end();
}

void computes(Thread& thread) {
  thread.take();
  thread.safe_point();
  thread.end();
}

/// As a worker whose task fails: it closes the lock that it holds and ends.
void fails(Thread& thread) {
  thread.take();
  thread.close();
  thread.end();
}

/// Closes the lock without holding it.
void fails_outside(Thread& thread) {
  thread.take();
  thread.wait();
  thread.close();
}

void collects(Thread& thread) {
  thread.take();
  thread.stop_the_world();
  thread.end();
}

void collects_twice(Thread& thread) {
  thread.take();
  thread.stop_the_world();
  thread.stop_the_world();
  thread.end();
}

struct Case {
  std::string name;
  LockScenario::Make lock;
  std::vector<Program> programs;
  std::size_t states; ///< That there are at least.
  int wake_ups = 0;
  LockScenario::Kind kind = LockScenario::Kind::exclusive;
};

void PrintTo(const Case& tested, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << tested.name;
}

/// Those that take a second or more are for SWEEP_LONG_TESTS.
std::vector<Case> cases() {
  const auto interval = interval_lock(IntervalLock::Switching::forced);
  const auto unforced = interval_lock(IntervalLock::Switching::unforced);
  constexpr auto shared = LockScenario::Kind::shared;
  std::vector<Case> all{{"interval_with_threads_that_compute", interval, {computes, computes, computes}, 20'000},
                        {"interval_with_one_that_fails", interval, {fails, waits, computes}, 20'000},
                        {"interval_with_two_that_fail", interval, {fails, fails_outside, computes}, 20'000},
                        {"interval_with_wake_ups", interval, {waits, computes}, 1'000, 2},
                        {"unforced_with_threads_that_compute", unforced, {computes, computes, computes}, 20'000},
                        {"unforced_with_one_that_fails", unforced, {fails, waits, computes}, 20'000},
                        {"tick_with_threads_that_compute", tick_lock(), {computes, computes, waits}, 1'000},
                        {"tick_with_threads_that_wait", tick_lock(), {waits, waits, waits}, 1'000},
                        {"tick_with_one_that_fails", tick_lock(), {fails, waits, computes}, 500},
                        {"tick_with_two_that_fail", tick_lock(), {fails, fails_outside, computes}, 500},
                        {"mutex_with_threads_that_compute", mutex_lock(), {computes, computes, waits}, 1'000},
                        {"mutex_with_two_that_fail", mutex_lock(), {fails, fails_outside, computes}, 500},
                        {"free_threads_stopped", free_threads(), {collects, computes, computes}, 1'000, 0, shared},
                        {"free_threads_closed", free_threads(), {collects, fails}, 100, 0, shared},
                        {"free_threads_with_wake_ups", free_threads(), {collects_twice, computes}, 100, 2, shared}};
#ifdef SWEEP_LONG_TESTS
  const std::vector<Case> longer{
      {"interval_with_threads_that_wait", interval, {waits, waits, waits}, 100'000},
      {"interval_with_one_that_fails_outside", interval, {fails_outside, waits, computes}, 50'000},
      {"interval_with_three_and_wake_ups", interval, {fails, waits, computes}, 50'000, 2},
      {"unforced_with_threads_that_wait", unforced, {waits, waits, waits}, 100'000},
      {"free_threads_stopped_twice", free_threads(), {collects_twice, computes, waits}, 50'000, 0, shared},
      {"free_threads_closed_with_three", free_threads(), {collects, fails, computes}, 50'000, 0, shared},
      {"free_threads_stopped_by_two", free_threads(), {collects, collects, computes}, 50'000, 0, shared}};
  all.insert(all.end(), longer.begin(), longer.end());
#endif
  return all;
}

class Exploration : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Locks, Exploration, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

TEST_P(Exploration, FindsNoFaultInAnyInterleaving) {
  LockScenario scenario(GetParam().lock, GetParam().programs, GetParam().kind);
  const Findings findings = explore(scenario, {.wake_ups = GetParam().wake_ups});
  EXPECT_EQ(findings.fault, "");
  EXPECT_TRUE(findings.exhausted);
  EXPECT_GT(findings.states, GetParam().states);
  RecordProperty("states", static_cast<int>(findings.states)); // for --gtest_output
  RecordProperty("moves", static_cast<int>(findings.moves));
}

/// Threads lock and unlock the lock of an object, while time passes at some moment.
class ObjectScenario final : public Scenario {
 public:
  ObjectScenario(int users, int spins) : users_(users), spins_(spins) {}

  void begin(DeterministicPlatform& platform) override {
    holders_ = 0;
    mutex_.release(); // it was in memory that is no more
    mutex_ = std::make_unique<ObjectMutex>(platform, spins_);
    for (int thread = 0; thread < users_; ++thread) {
      platform.start([this, &platform] { use(platform); });
    }
    platform.start([&platform] { platform.advance(2'000'000); });
  }
  ~ObjectScenario() override { mutex_.release(); }

  std::uint64_t fingerprint() const override { return static_cast<std::uint64_t>(holders_); }
  const char* fault() const override { return holders_ > 1 ? "two threads hold the lock" : nullptr; }
  bool wanted_and_free() const override { return false; } // no wait is timed

 private:
  void use(DeterministicPlatform& platform) {
    mutex_->lock();
    ++holders_;
    platform.step();
    --holders_;
    mutex_->unlock();
  }

  int users_;
  int spins_;
  std::unique_ptr<ObjectMutex> mutex_;
  int holders_ = 0;
};

TEST(ExplorationOfObjectMutex, FindsNoFaultInAnyInterleavingOfTwoThreads) {
  ObjectScenario scenario(2, 3);
  const Findings findings = explore(scenario);
  EXPECT_EQ(findings.fault, "");
  EXPECT_TRUE(findings.exhausted);
  EXPECT_GT(findings.states, 1'000);
  RecordProperty("states", static_cast<int>(findings.states));
}

/// There are too many for all to be seen.
TEST(ExplorationOfObjectMutex, FindsNoFaultInTheFirstStatesOfThreeThreads) {
  ObjectScenario scenario(3, 0);
  EXPECT_EQ(explore(scenario, {.states = 200'000}).fault, "");
}

/// What is found in a lock with that fault under the programs of threads that wait and compute, or fail.
std::string fault_found(Fault fault, const std::vector<Program>& programs) {
  LockScenario scenario(faulty_lock(fault), programs);
  const Findings findings = explore(scenario);
  return findings.fault.substr(0, findings.fault.find('\n'));
}

const std::string never_ends = "nothing can happen, but a thread has not ended";
const std::string lost = "a wake-up was lost: only a time-out makes anybody go on";

TEST(Explorer, FindsNoFaultInTheProtocolThatTheFaultyLocksAreMadeOf) {
  EXPECT_EQ(fault_found(Fault::none, {computes, computes}), "");
  EXPECT_EQ(fault_found(Fault::none, {fails, computes, computes}), "");
}

TEST(Explorer, FindsALeaverThatDoesNotWithdrawItsRequest) {
  EXPECT_EQ(fault_found(Fault::keeps_request, {fails_outside, computes, computes}), never_ends);
}

TEST(Explorer, FindsAClosingThatWakesNobody) {
  EXPECT_EQ(fault_found(Fault::silent_close, {fails_outside, computes, computes}), never_ends);
}

TEST(Explorer, FindsALeaverThatKeepsTheSignal) {
  EXPECT_EQ(fault_found(Fault::keeps_signal, {fails, computes, computes, computes}), lost);
}

TEST(Explorer, FindsALostSignal) {
  EXPECT_EQ(fault_found(Fault::no_signal, {computes, computes}), lost);
}

TEST(Explorer, FindsTwoHoldersWhereThereIsNoMutex) {
  EXPECT_EQ(fault_found(Fault::no_mutex, {computes, computes}), "two threads hold the lock");
}

TEST(Explorer, FindsTwoHoldersWhereTheMutexIsGivenUpTooEarly) {
  EXPECT_EQ(fault_found(Fault::looks_first, {computes, computes}), "two threads hold the lock");
}

TEST(Explorer, FindsADropperThatNobodyWakes) {
  EXPECT_EQ(fault_found(Fault::no_request, {waits, computes}), never_ends);
}

TEST(Explorer, SaysWhetherItSawEverything) {
  LockScenario scenario(tick_lock(), {computes, computes});
  EXPECT_FALSE(explore(scenario, {.states = 10}).exhausted);
  EXPECT_TRUE(explore(scenario).exhausted);
}

} // namespace
} // namespace sweep
