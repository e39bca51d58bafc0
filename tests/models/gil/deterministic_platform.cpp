#include "deterministic_platform.hpp"

#include <exception>
#include <utility>

#include "core/errors.hpp"
#include "fingerprint.hpp"

namespace sweep {

class DeterministicPlatform::FiberMonitor final : public Monitor {
 public:
  explicit FiberMonitor(DeterministicPlatform& platform) : platform_(platform) {}

  void lock() override { platform_.pause({.kind = Call::Kind::lock, .monitor = this}); }
  void unlock() override {
    release();
    platform_.pause({});
  }
  void wait() override { platform_.pause_for_signal(*this, 0); }
  bool wait_until(Instant instant) override { return platform_.pause_for_signal(*this, instant); }
  void signal() override { platform_.wake_one(*this); }

  bool is_free() const { return !locked_; }
  void acquire() {
    SWEEP_EXPECT(!locked_);
    locked_ = true;
    owner_ = platform_.current_;
  }
  void release() {
    SWEEP_EXPECT(locked_ && owner_ == platform_.current_);
    locked_ = false;
    owner_ = 0;
  }

 private:
  DeterministicPlatform& platform_;
  bool locked_ = false;
  std::size_t owner_ = 0;
};

class DeterministicPlatform::FiberSemaphore final : public Semaphore {
 public:
  FiberSemaphore(DeterministicPlatform& platform, unsigned count) : platform_(platform), count_(count) {}

  void post() override {
    ++count_;
    platform_.pause({});
  }
  void wait() override { platform_.pause({.kind = Call::Kind::decrement, .semaphore = this}); }

  bool is_free() const { return count_ > 0; }
  void acquire() { --count_; }

 private:
  DeterministicPlatform& platform_;
  unsigned count_;
};

std::unique_ptr<Monitor> DeterministicPlatform::make_monitor() {
  return std::make_unique<FiberMonitor>(*this);
}

std::unique_ptr<Semaphore> DeterministicPlatform::make_semaphore(unsigned count) {
  return std::make_unique<FiberSemaphore>(*this, count);
}

void DeterministicPlatform::yield() {
  ++yields_;
  pause({});
}

DeterministicPlatform::DeterministicPlatform() {
  for (std::size_t i = 0; i < most_threads; ++i) {
    threads_.push_back(std::make_unique<Thread>());
  }
}

std::size_t DeterministicPlatform::start(std::function<void()> body) {
  SWEEP_EXPECT(count_ < threads_.size());
  threads_[count_]->call = {};
  threads_[count_]->fiber.start(std::move(body));
  return count_++;
}

void DeterministicPlatform::restart() {
  count_ = 0;
}

bool DeterministicPlatform::all_ended() const {
  for (std::size_t thread = 0; thread < count_; ++thread) {
    if (!ended(thread)) {
      return false;
    }
  }
  return true;
}

/// While an exception unwinds the stack, as where a lock is closed, the thread goes on: nothing is shared before it is
/// caught.
void DeterministicPlatform::pause(const Call& call) {
  if (call.kind == Call::Kind::step && std::uncaught_exceptions() > 0) {
    return;
  }
  Thread& me = *threads_[current_];
  me.call = call;
  me.fiber.suspend();
}

bool DeterministicPlatform::pause_for_signal(FiberMonitor& monitor, Instant deadline) {
  monitor.release();
  pause({.kind = Call::Kind::wait, .monitor = &monitor, .deadline = deadline});
  return !threads_[current_]->call.timed_out;
}

/// It then needs the mutex again.
void DeterministicPlatform::end_wait(Call& call, bool timed_out) {
  SWEEP_EXPECT(call.kind == Call::Kind::wait);
  call.kind = Call::Kind::lock;
  call.deadline = 0;
  call.timed_out = timed_out;
}

/// Others run before only where it matters which thread is woken: else it is as if they had run before the mutex was
/// locked.
void DeterministicPlatform::wake_one(FiberMonitor& monitor) {
  if (waiting(monitor).size() < 2) {
    carry_out({.kind = Call::Kind::signal, .monitor = &monitor}, 0);
  } else {
    pause({.kind = Call::Kind::signal, .monitor = &monitor});
  }
}

bool DeterministicPlatform::waits(std::size_t thread) const {
  return !ended(thread) && threads_[thread]->call.kind == Call::Kind::wait;
}

/// Allocates nothing: memory that is given out is part of the state.
std::span<const std::size_t> DeterministicPlatform::waiting(const FiberMonitor& monitor) {
  std::size_t found = 0;
  for (std::size_t thread = 0; thread < count_; ++thread) {
    if (waits(thread) && threads_[thread]->call.monitor == &monitor) {
      waiting_[found++] = thread;
    }
  }
  return std::span(waiting_).first(found);
}

bool DeterministicPlatform::can_run(std::size_t thread) const {
  const Call& call = threads_[thread]->call;
  if (ended(thread) || call.kind == Call::Kind::wait) {
    return false;
  }
  if (call.kind == Call::Kind::lock) {
    return call.monitor->is_free();
  }
  return call.kind != Call::Kind::decrement || call.semaphore->is_free();
}

std::vector<DeterministicPlatform::Move> DeterministicPlatform::moves() {
  std::vector<Move> all;
  for (std::size_t thread = 0; thread < count_; ++thread) {
    const Call& call = threads_[thread]->call;
    if (can_run(thread)) {
      const std::size_t choices = call.kind == Call::Kind::signal ? waiting(*call.monitor).size() : 1;
      for (std::size_t woken = 0; woken == 0 || woken < choices; ++woken) {
        all.push_back({.kind = Move::Kind::run, .thread = thread, .woken = woken});
      }
    } else if (waits(thread)) {
      if (call.deadline != 0) {
        all.push_back({.kind = Move::Kind::time_out, .thread = thread});
      }
      all.push_back({.kind = Move::Kind::wake_up, .thread = thread});
    }
  }
  return all;
}

void DeterministicPlatform::carry_out(const Call& call, std::size_t woken) {
  if (call.kind == Call::Kind::lock) {
    call.monitor->acquire();
  } else if (call.kind == Call::Kind::decrement) {
    call.semaphore->acquire();
  } else if (call.kind == Call::Kind::signal) {
    const std::span<const std::size_t> all = waiting(*call.monitor);
    if (!all.empty()) {
      end_wait(threads_[all[woken]]->call, false);
    }
  }
}

void DeterministicPlatform::make(const Move& move) {
  Thread& thread = *threads_[move.thread];
  if (move.kind != Move::Kind::run) {
    end_wait(thread.call, move.kind == Move::Kind::time_out);
    return;
  }
  SWEEP_EXPECT(can_run(move.thread));
  current_ = move.thread;
  carry_out(thread.call, move.woken);
  thread.fiber.resume();
}

std::string DeterministicPlatform::describe(const Move& move) const {
  const std::string who = "thread " + std::to_string(move.thread);
  if (move.kind != Move::Kind::run) {
    return who + (move.kind == Move::Kind::time_out ? " times out" : " wakes up for no reason");
  }
  const Call& call = threads_[move.thread]->call;
  switch (call.kind) {
  case Call::Kind::lock:
    return who + " locks";
  case Call::Kind::signal:
    return who + " signals waiter " + std::to_string(move.woken);
  case Call::Kind::decrement:
    return who + " passes the semaphore";
  default:
    return who + " goes on";
  }
}

void DeterministicPlatform::run_to_next(std::size_t thread) {
  make({.kind = Move::Kind::run, .thread = thread});
}

void DeterministicPlatform::run(std::size_t thread) {
  while (can_run(thread)) {
    run_to_next(thread);
  }
}

void DeterministicPlatform::run_all() {
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t thread = 0; thread < count_; ++thread) {
      moved = moved || can_run(thread);
      run(thread);
    }
  }
}

void DeterministicPlatform::advance(Instant duration) {
  clock_ += duration;
  for (std::size_t thread = 0; thread < count_; ++thread) {
    const Call& call = threads_[thread]->call;
    if (waits(thread) && call.deadline != 0 && call.deadline <= clock_) {
      time_out(thread);
    }
  }
}

std::uint64_t DeterministicPlatform::fingerprint() const {
  Fingerprint print;
  for (std::size_t thread = 0; thread < count_; ++thread) {
    const Call& call = threads_[thread]->call;
    print.add(ended(thread) ? 1U : 0U);
    if (!ended(thread)) {
      print.add(static_cast<std::uint64_t>(call.kind));
      print.add(reinterpret_cast<std::uintptr_t>(call.monitor));
      print.add(reinterpret_cast<std::uintptr_t>(call.semaphore));
      print.add(call.timed_out ? 1U : 0U);
      print.add(call.deadline != 0 ? 1U : 0U);
      print.add(threads_[thread]->fiber.live_stack());
    }
  }
  print.add(static_cast<std::uint64_t>(clock_));
  return print.value();
}

} // namespace sweep
