#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

#include "core/histogram.hpp"

namespace sweep {

/// A thread as interpreter locks know it (CPython's PyThreadState). Used by that thread; ask() by any.
class ThreadState {
 public:
  /// @param handover  where hand-over latencies go; shared, outlives this
  explicit ThreadState(Histogram& handover) : handover_(handover) {}
  virtual ~ThreadState() = default;
  ThreadState(const ThreadState&) = delete;
  ThreadState& operator=(const ThreadState&) = delete;

  /// Asks the thread to give up the lock at its next safe point.
  void ask() {
    asked_.store(true, std::memory_order_release);
    call_for_attention();
  }
  bool asked() const { return asked_.load(std::memory_order_acquire); }
  void withdraw() { asked_.store(false, std::memory_order_relaxed); }

  /// Called by locks when the thread, at a safe point, is about to give way, and when it goes on.
  virtual void gives_way() {}
  virtual void goes_on() {}

  void note_handover(Seconds latency) { handover_.add(latency); }

  /// Where there is no lock: whether the thread runs interpreter's work, or is kept from it.
  enum class Attachment { detached, attached, suspended };
  std::atomic<Attachment> attachment = Attachment::detached;
  bool registered = false;       ///< Among the threads that can be stopped.
  std::uint64_t safe_points = 0; ///< That counted.

  // What happened to this thread so far; see LockUse.
  std::int64_t requested_drops = 0;
  std::int64_t voluntary_drops = 0;
  std::int64_t switches = 0;
  std::int64_t forced_waits = 0;
  std::int64_t timed_out_waits = 0;

 private:
  /// Makes the thread come to InterpreterLock::safe_point() soon. Any thread.
  virtual void call_for_attention() = 0;

  std::atomic<bool> asked_ = false;
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
