#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>

#include "core/histogram.hpp"

namespace sweep {

/// A thread as interpreter locks know it (CPython's PyThreadState). Used by that thread; ask() by any.
class ThreadState {
 public:
  /// @param attention  called by ask(): makes the thread come to InterpreterLock::safe_point() soon
  /// @param handover   where hand-over latencies go; shared, outlives this
  ThreadState(std::function<void()> attention, Histogram& handover)
      : attention_(std::move(attention)), handover_(handover) {}

  /// Asks the thread to give up the lock at its next safe point.
  void ask() {
    asked_.store(true, std::memory_order_relaxed);
    attention_();
  }
  bool asked() const { return asked_.load(std::memory_order_relaxed); }
  void withdraw() { asked_.store(false, std::memory_order_relaxed); }

  void note_handover(Seconds latency) { handover_.add(latency); }

  // What happened to this thread so far; see LockUse.
  std::int64_t requested_drops = 0;
  std::int64_t voluntary_drops = 0;
  std::int64_t switches = 0;
  std::int64_t forced_waits = 0;
  std::int64_t timed_out_waits = 0;

 private:
  std::atomic<bool> asked_ = false;
  std::function<void()> attention_;
  Histogram& handover_;
};

/// Thrown out of take() and safe_point() once the lock is closed: the thread is to end what it does. As in CPython's
/// finalisation, where a thread that comes back for the lock is ended. The thread then does not hold the lock.
class LockClosed : public std::exception {
 public:
  const char* what() const noexcept override { return "the interpreter is being finalised"; }
};

/// Whether a thread that drops a lock comes back for it.
enum class Leave { for_a_while, for_good };

/// How an interpreter lets one thread at a time run, or several. The policies differ here and nowhere else.
/// A thread's state must outlive its use of the lock.
class InterpreterLock {
 public:
  virtual ~InterpreterLock() = default;

  /// Waits until `me` may run interpreter's work. It does not hold the lock.
  virtual void take(ThreadState& me) = 0;

  /// `me` runs no more of it for now: it waits for a device, works in an extension, or ends.
  virtual void drop(ThreadState& me, Leave leave) = 0;

  /// What an interpreter does at a safe point. Called by the holder when it was asked, or at every safe point where
  /// wants_every_safe_point(). It holds the lock before and after.
  virtual void safe_point(ThreadState& me) = 0;

  virtual bool wants_every_safe_point() const { return false; }

  /// From now on nobody gets the lock, and all who wait for it leave with LockClosed. Any thread, holder or not.
  virtual void close() = 0;
};

} // namespace sweep
