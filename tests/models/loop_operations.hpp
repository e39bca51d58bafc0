#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/worker.hpp"

namespace sweep {

/// Where tasks wait until so many of them do; then all go on at once, or each at an instant of its own.
class Gate {
 public:
  explicit Gate(std::size_t opens_at) : opens_at_(opens_at) {}

  void arrive(Reactor& reactor, std::coroutine_handle<> task, Instant when) {
    waiting_.push_back({&reactor, task, when});
    if (waiting_.size() == opens_at_) {
      open();
    }
  }

  std::size_t waiting() const { return waiting_.size(); }

  void open() {
    for (const Waiting& waiting : std::exchange(waiting_, {})) {
      if (waiting.when == 0) {
        waiting.reactor->resume(waiting.task);
      } else {
        waiting.reactor->resume_at(waiting.when, waiting.task);
      }
    }
  }

 private:
  struct Waiting {
    Reactor* reactor;
    std::coroutine_handle<> task;
    Instant when;
  };

  std::size_t opens_at_;
  std::vector<Waiting> waiting_;
};

class PassGate final : public Operation {
 public:
  explicit PassGate(Gate& gate, Instant when = 0) : gate_(&gate), when_(when) {}
  void block() override { FAIL() << "an event loop never blocks"; }
  bool start(Reactor& reactor, std::coroutine_handle<> task) override {
    gate_->arrive(reactor, task, when_);
    return true;
  }
  static int result() { return 0; }

 private:
  Gate* gate_;
  Instant when_;
};

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void write_byte() const { EXPECT_EQ(write(ends_[1], "x", 1), 1); }

 private:
  std::array<int, 2> ends_{};
};

/// Waits until a descriptor is ready; answers whether it was so in time.
class BecomeReady final : public Operation, private Reactor::Waiter {
 public:
  BecomeReady(int descriptor, Reactor::Direction direction, Seconds timeout)
      : descriptor_(descriptor), direction_(direction), timeout_(timeout) {}
  void block() override { FAIL() << "an event loop never blocks"; }
  bool start(Reactor& reactor, std::coroutine_handle<> task) override {
    reactor_ = &reactor;
    task_ = task;
    watch_ = reactor.watch(descriptor_);
    watch_->wait(direction_, now() + static_cast<Instant>(timeout_ * 1e9), *this);
    return true;
  }
  bool result() {
    watch_.reset();
    return in_time_;
  }

 private:
  void ready() noexcept override {
    in_time_ = true;
    reactor_->resume(task_);
  }
  void timed_out() noexcept override { reactor_->resume(task_); }

  int descriptor_;
  Reactor::Direction direction_;
  Seconds timeout_;
  Reactor* reactor_ = nullptr;
  std::coroutine_handle<> task_;
  std::unique_ptr<Reactor::Watch> watch_;
  bool in_time_ = false;
};

/// Counts the coroutines that are there, and the most that ever were.
struct Census {
  int living = 0;
  int most = 0;
};

class Citizen {
 public:
  explicit Citizen(Census& census) : census_(census) { census_.most = std::max(census_.most, ++census_.living); }
  ~Citizen() { --census_.living; }
  Citizen(const Citizen&) = delete;
  Citizen& operator=(const Citizen&) = delete;

 private:
  Census& census_;
};

} // namespace sweep
