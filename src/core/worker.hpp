#pragma once

#include <atomic>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/busy_steps.hpp"
#include "core/clock.hpp"
#include "core/histogram.hpp"
#include "core/reactor.hpp"

namespace sweep {

/// What a device does while the task needs no processor: a timer runs, a socket is read, a file is opened.
/// A model that blocks calls block(); one that overlaps waits calls start(). Every kind of operation also has a
/// result(). Each of the three may throw the SystemError that says what the device refused.
class Operation {
 public:
  virtual ~Operation() = default;

  /// Carries the operation out in plain blocking calls on the calling thread.
  virtual void block() = 0;

  /// Starts it, not to block. Returns true when it will have `task` resumed by `reactor` once it is complete, false
  /// when it is complete already. It stays where it is until then.
  virtual bool start(Reactor& reactor, std::coroutine_handle<> task) = 0;
};

/// What differs between models happens here and nowhere else: a task sees a Worker and not what runs it.
/// One worker a thread; only that thread uses it.
class Worker {
 public:
  /// Holds back the interpreter lock for as long as it lives; see native().
  class Native {
   public:
    Native(Worker& worker, std::size_t bytes) : worker_(worker), left_(worker_.leave_interpreter(bytes)) {}
    ~Native() {
      if (left_) {
        worker_.enter_interpreter();
      }
    }
    Native(const Native&) = delete;
    Native& operator=(const Native&) = delete;

   private:
    Worker& worker_;
    bool left_;
  };

  /// What `co_await worker.wait(operation)` awaits; gives the operation's result().
  template <std::derived_from<Operation> Kind>
  class Wait {
   public:
    Wait(Worker& worker, Kind operation) : worker_(worker), operation_(std::move(operation)) {}
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> task) { return worker_.suspend_for(operation_, task); }
    decltype(auto) await_resume() { return operation_.result(); }

   private:
    Worker& worker_;
    Kind operation_;
  };

  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  virtual ~Worker() = default;

  /// The task waits for a device. The awaited value is what the operation's result() returns.
  template <std::derived_from<Operation> Kind>
  Wait<Kind> wait(Kind operation) {
    return Wait<Kind>(*this, std::move(operation));
  }

  /// Where an interpreter would check whether to hand over: the back edge of a loop. One predictable branch unless
  /// somebody asked for attention.
  void safe_point() {
    if (wants_attention_.load(std::memory_order_relaxed)) [[unlikely]] {
      attend();
    }
  }

  /// The same after work for which an interpreter would have gone round a loop that many times, with a safe point each
  /// time. Under an interpreter's pace it takes the time of those.
  void safe_point(std::uint64_t iterations) {
    if (paced_) [[unlikely]] {
      return keep_pace(iterations);
    }
    safe_point();
  }

  /// Has safe points after loops take an interpreter's time from now on. Before the worker runs.
  void want_pace(const Pace& pace) {
    paced_ = true;
    pace_ = pace;
  }

  /// For workloads that fill a given time with interpreter's work.
  const Pace& pace() const { return pace_; }

  /// A region in which no interpreter lock is held, as in an extension that releases it:
  /// `const auto released = worker.native();`
  /// @param bytes  that are worked on: extensions keep the lock where these are few (hashlib: below 2,048)
  Native native(std::size_t bytes = std::numeric_limits<std::size_t>::max()) { return {*this, bytes}; }

  /// Tells how late a task was served, or how long it took: what that is, its workload's descriptor says.
  void note_latency(Seconds latency) {
    if (latencies_ != nullptr) {
      latencies_->add(latency);
    }
  }

  /// Where note_latency() goes from now on; it must outlive the worker. Shared by the workers of a rank.
  void keep_latencies(Histogram& latencies) { latencies_ = &latencies; }

  /// Time that tasks of this worker spent waiting for devices so far.
  Seconds waited() const { return waited_; }

 protected:
  /// Asks for attend() at every safe point from now on, or for no more of it. Any thread: seen at a safe point soon.
  void want_attention(bool wanted) { wants_attention_.store(wanted, std::memory_order_release); }

  /// Asks for no more of it. Sees all that was written before it was asked for; whoever asks later is heard.
  void take_attention() { wants_attention_.exchange(false, std::memory_order_acq_rel); }

  void add_wait(Seconds duration) { waited_ += duration; }

 private:
  /// Carries out `operation` for the suspended `task`. Returns false when it is complete and the task goes on at once,
  /// true when the task stays suspended and the model resumes it later.
  virtual bool suspend_for(Operation& operation, std::coroutine_handle<> task) = 0;
  virtual void attend() {}
  /// Whether a lock was released, for enter_interpreter() to take it again.
  virtual bool leave_interpreter(std::size_t /*bytes*/) { return false; }
  virtual void enter_interpreter() {}

  void keep_pace(std::uint64_t iterations);

  std::atomic<bool> wants_attention_ = false;
  bool paced_ = false;
  Pace pace_;
  Histogram* latencies_ = nullptr;
  Seconds waited_ = 0;
};

} // namespace sweep
