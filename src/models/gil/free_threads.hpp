#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/gil/biased_count.hpp"
#include "models/gil/interpreter_lock.hpp"
#include "models/gil/object_mutex.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// What free threads pay in place of a lock.
struct FreeThreadCosts {
  std::int64_t shared_references = 0; ///< To one object of all threads, taken and dropped at each safe point.
  std::int64_t object_locks = 0;      ///< Of that object, taken and dropped at each safe point.
  Seconds pause_period = 0;           ///< From one stop of all threads to the next; 0: never.
  Seconds pause = 0;                  ///< What is done meanwhile.
};

/// CPython without a lock (PEP 703; Python/pystate.c of CPython 3.13: tstate_try_attach, detach_thread,
/// stop_the_world, start_the_world). A thread that runs is attached; one that waits for a device is detached. For
/// garbage collection one thread stops all others: it suspends those that are detached and asks those attached, who
/// suspend themselves at their next safe point; every 1 ms it looks again, until all are. Then they are let go.
///
/// Where this differs from CPython: a collection is a busy wait of the length asked for, and due after a time, looked
/// for every 64 safe points, not after so many allocations. Who finds another thread stopping the world lets it, and
/// does not wait to stop it a second time. Who waits for an object's lock stays attached; there are no critical
/// sections to suspend.
class FreeThreads final : public InterpreterLock {
 public:
  FreeThreads(Platform& platform, const FreeThreadCosts& costs);

  void take(ThreadState& me) override;
  void drop(ThreadState& me, Leave leave) override;
  void safe_point(ThreadState& me) override;
  bool wants_every_safe_point() const override;
  void close() override;

  /// Stops all threads but `me`, which is attached, waits for `pause`, and lets them go. Does nothing where another
  /// thread is about to do the same.
  void stop_the_world(ThreadState& me);

 private:
  using Attachment = ThreadState::Attachment;

  void attach(ThreadState& me);
  void suspend(ThreadState& me);
  bool all_suspended(const ThreadState& me);
  void start_the_world();
  void pay(ThreadState& me);
  bool pause_is_due(ThreadState& me);
  void tell_requester();

  Platform& platform_;
  FreeThreadCosts costs_;

  std::unique_ptr<Monitor> world_; ///< Guards the three below; signalled to those that are suspended.
  std::vector<ThreadState*> threads_;
  ThreadState* requester_ = nullptr;
  std::size_t suspended_ = 0; ///< Threads that wait for the world to start.

  std::unique_ptr<Monitor> news_; ///< Signalled to the requester; guards the next.
  bool some_suspended_ = false;

  std::atomic<Instant> next_pause_;
  std::atomic<bool> closed_ = false;

  BiasedCount count_;
  ObjectMutex object_;
};

} // namespace sweep
