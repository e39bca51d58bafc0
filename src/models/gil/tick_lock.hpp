#pragma once

#include <atomic>
#include <memory>

#include "models/gil/interpreter_lock.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// CPython's lock until 3.1, as in Python/ceval.c (PyEval_EvalFrameEx, _Py_Ticker) and Python/thread_pthread.h
/// (USE_SEMAPHORES) of CPython 2.7.
///
/// A counter of the whole process goes down with every bytecode that counts, whichever thread runs it. When it is used
/// up, the holder posts the semaphore that is the lock, and at once waits for it again. The post wakes a waiter, but
/// the holder is awake already and mostly wins: on several cores the two fight ("GIL battle", D. Beazley, PyCon 2010),
/// which costs a system call and a wake-up each time; who runs is up to the system's scheduler.
///
/// Where this differs from CPython: a safe point counts for as many bytecodes as a loop iteration has. The semaphore is
/// also posted when the lock is closed, so that those who wait find out.
class TickLock final : public InterpreterLock {
 public:
  /// @param check_interval  sys.setcheckinterval(): bytecodes between two releases
  /// @param ticks           bytecodes that a safe point stands for
  /// @param threads         that there are: alone, a thread never releases
  TickLock(Platform& platform, std::int64_t check_interval, std::int64_t ticks, std::size_t threads);

  void take(ThreadState& me) override;
  void drop(ThreadState& me, Leave leave) override;
  void safe_point(ThreadState& me) override;
  bool wants_every_safe_point() const override { return true; }
  void close() override;

 private:
  void release();

  Platform& platform_;
  std::int64_t check_interval_;
  std::int64_t ticks_;
  bool alone_;
  std::unique_ptr<Semaphore> free_;
  std::int64_t ticker_; ///< Guarded by holding the lock, as are the next two.
  ThreadState* last_holder_ = nullptr;
  Instant dropped_at_ = 0; ///< 0: nobody waited.
  std::atomic<int> waiting_ = 0;
  std::atomic<bool> closed_ = false;
};

} // namespace sweep
