#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "explorer.hpp"
#include "fingerprint.hpp"
#include "models/gil/free_threads.hpp"
#include "models/gil/interpreter_lock.hpp"
#include "silent_state.hpp"

namespace sweep {

/// Tells when a lock calls step(): FreeThreads does while all threads are stopped.
class StepWatch final : public Platform {
 public:
  explicit StepWatch(Platform& platform) : platform_(platform) {}
  Instant now() override { return platform_.now(); }
  std::unique_ptr<Monitor> make_monitor() override { return platform_.make_monitor(); }
  std::unique_ptr<Semaphore> make_semaphore(unsigned count) override { return platform_.make_semaphore(count); }
  void yield() override { platform_.yield(); }
  void step() override {
    stepping_ = true;
    platform_.step();
    stepping_ = false;
  }
  bool stepping() const { return stepping_; }

 private:
  Platform& platform_;
  bool stepping_ = false;
};

/// Threads that use an interpreter lock, and who holds it.
class LockScenario final : public Scenario {
 public:
  /// One of the threads, as its program sees it. A program ends early when the lock is closed.
  class Thread {
   public:
    Thread(LockScenario& scenario, std::size_t index) : scenario_(scenario), index_(index) {}

    void take();
    void safe_point(); ///< The interpreter's: the lock looks whether it was asked.
    void drop(Leave leave);
    void end() { drop(Leave::for_good); }
    void wait() { drop(Leave::for_a_while); } ///< For a device that is ready at once.
    void close();
    void stop_the_world(); ///< Of FreeThreads: all others stand still meanwhile.
    InterpreterLock& lock() { return *scenario_.lock_; }
    ThreadState& state() { return *scenario_.states_[index_]; }

   private:
    LockScenario& scenario_;
    std::size_t index_;
  };

  using Make = std::function<std::unique_ptr<InterpreterLock>(Platform&)>;
  using Program = std::function<void(Thread&)>;
  enum class Kind { exclusive, shared };

  LockScenario(Make make, std::vector<Program> programs, Kind kind = Kind::exclusive)
      : make_(std::move(make)), programs_(std::move(programs)), kind_(kind) {}

  void begin(DeterministicPlatform& platform) override {
    platform_ = &platform;
    holders_ = 0;
    wanting_ = 0;
    lock_.release(); // it was in memory that is no more
    watch_.emplace(platform);
    lock_ = make_(*watch_);
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      states_[i].emplace(handover_);
      platform.start([this, i] { run(i); });
    }
  }

  std::uint64_t fingerprint() const override {
    Fingerprint print;
    print.add(static_cast<std::uint64_t>(holders_));
    print.add(static_cast<std::uint64_t>(wanting_));
    print.add(watch_->stepping() ? 1U : 0U);
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      print.add(states_[i]->asked() ? 1U : 0U);
      print.add(static_cast<std::uint64_t>(states_[i]->attachment.load()));
      print.add(states_[i]->registered ? 1U : 0U);
    }
    return print.value();
  }

  const char* fault() const override {
    if (kind_ == Kind::exclusive) {
      return holders_ > 1 ? "two threads hold the lock" : nullptr;
    }
    return watch_->stepping() && holders_ > 1 ? "a thread runs while the world is stopped" : nullptr;
  }
  bool wanted_and_free() const override { return kind_ == Kind::exclusive && holders_ == 0 && wanting_ > 0; }
  int holders() const { return holders_; }

  ~LockScenario() override { lock_.release(); }
  LockScenario(const LockScenario&) = delete;
  LockScenario& operator=(const LockScenario&) = delete;

 private:
  void run(std::size_t index) {
    Thread thread(*this, index);
    try {
      programs_[index](thread);
    } catch (const LockClosed&) { // as GilWorker: the thread ends
    }
  }

  Make make_;
  std::vector<Program> programs_;
  Kind kind_;
  Histogram handover_;
  DeterministicPlatform* platform_ = nullptr;
  std::optional<StepWatch> watch_;
  std::unique_ptr<InterpreterLock> lock_;
  std::array<std::optional<SilentState>, DeterministicPlatform::most_threads> states_;
  int holders_ = 0;
  int wanting_ = 0;
};

inline void LockScenario::Thread::take() {
  ++scenario_.wanting_;
  try {
    lock().take(state());
  } catch (...) {
    --scenario_.wanting_;
    throw;
  }
  --scenario_.wanting_;
  ++scenario_.holders_;
  scenario_.platform_->step(); // it holds the lock for a while
}

/// From the ghost's point of view a thread may lose the lock here and take it again.
inline void LockScenario::Thread::safe_point() {
  --scenario_.holders_;
  ++scenario_.wanting_;
  try {
    lock().safe_point(state());
  } catch (...) {
    --scenario_.wanting_;
    throw;
  }
  --scenario_.wanting_;
  ++scenario_.holders_;
  scenario_.platform_->step();
}

inline void LockScenario::Thread::drop(Leave leave) {
  --scenario_.holders_;
  lock().drop(state(), leave);
  if (scenario_.kind_ == Kind::shared) { // else it has unlocked something
    scenario_.platform_->step();
  }
}

inline void LockScenario::Thread::close() {
  lock().close();
}

inline void LockScenario::Thread::stop_the_world() {
  dynamic_cast<FreeThreads&>(lock()).stop_the_world(state());
  scenario_.platform_->step();
}

} // namespace sweep
