#pragma once

#include <atomic>
#include <memory>

#include "models/gil/interpreter_lock.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// CPython's lock since 3.2, by Antoine Pitrou, as in Python/ceval_gil.h of CPython 3.11 (take_gil, drop_gil,
/// COND_TIMED_WAIT; in 3.12 and later Python/ceval_gil.c).
///
/// Who finds the lock taken waits for a signal, for one switch interval. If that passes and no other thread has got the
/// lock meanwhile, it requests a drop, and waits again: it never asks before a whole interval has gone by without a
/// switch. The holder sees the request at its next safe point, drops the lock, signals one waiter, and then waits
/// itself until some other thread has taken it (forced switching): else it would, being awake, take it back before the
/// one that was signalled has woken. Who takes the lock clears the request. A voluntary drop waits for nobody unless a
/// request is pending. There is no queue: whoever comes first gets the lock, the one signalled or one that happens to
/// come back from a device just then.
///
/// Where this differs from CPython: the request is remembered beside the lock and told to the holder alone, as in 3.13,
/// not to all threads of an interpreter. A thread that ends waits for nobody to take the lock, as in 3.12 and later.
/// Threads that leave because the lock is closed pass the signal on that they may
/// have used up, and wake a dropper that waits for them to take the lock; in CPython finalisation ends the process.
class IntervalLock final : public InterpreterLock {
 public:
  enum class Switching { forced, unforced };

  /// @param interval   sys.setswitchinterval(); values below 1 µs count as that
  /// @param switching  unforced: a dropper does not wait for another to take the lock, which is wrong: a control
  IntervalLock(Platform& platform, Seconds interval, Switching switching);

  void take(ThreadState& me) override;
  void drop(ThreadState& me, Leave leave) override;
  void safe_point(ThreadState& me) override;
  void close() override;

 private:
  void wait_for_turn(ThreadState& me);
  void request_drop();
  void become_holder(ThreadState& me);
  void release();
  void wait_for_switch(ThreadState& me);
  [[noreturn]] void leave_closed(bool requested);

  Platform& platform_;
  Instant interval_;
  Switching switching_;

  std::unique_ptr<Monitor> taken_; ///< Guards what follows; signalled by who drops the lock.
  bool locked_ = false;
  std::uint64_t switch_number_ = 0;
  std::uint64_t waiting_ = 0; ///< Threads in wait_for_turn().
  Instant dropped_at_ = 0;    ///< When somebody waited.

  std::unique_ptr<Monitor> switched_;  ///< Inside taken_; signalled by who takes the lock.
  ThreadState* last_holder_ = nullptr; ///< Written under both.

  std::atomic<bool> drop_request_ = false;
  std::atomic<bool> closed_ = false;
};

} // namespace sweep
