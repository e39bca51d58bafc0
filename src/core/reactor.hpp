#pragma once

#include <coroutine>
#include <memory>

#include "core/clock.hpp"

namespace sweep {

/// An event loop, as operations see it: where an operation that was started waits for its device.
/// Used by the loop's own thread only.
class Reactor {
 public:
  enum class Direction { read, write };

  /// Told once how a wait for a descriptor ended. May wait again from within.
  class Waiter {
   public:
    virtual ~Waiter() = default;
    virtual void ready() noexcept = 0;
    virtual void timed_out() noexcept = 0;
  };

  /// An open descriptor that the loop watches; does not own it. Destroy it before the descriptor is closed and before
  /// the reactor goes; a wait under way is then forgotten, its waiter not told.
  class Watch {
   public:
    virtual ~Watch() = default;

    /// Tells `waiter` once, when the descriptor is ready or `deadline` has passed. One wait at a time. Never tells it
    /// before this call has returned.
    virtual void wait(Direction direction, Instant deadline, Waiter& waiter) = 0;
  };

  virtual ~Reactor() = default;

  /// Resumes `task` at `when`, or as soon after as the loop is free. No allocation.
  virtual void resume_at(Instant when, std::coroutine_handle<> task) = 0;

  /// Resumes `task` as soon as the loop is free: what it waited for is complete.
  virtual void resume(std::coroutine_handle<> task) = 0;

  /// Throws SystemError when the system refuses.
  virtual std::unique_ptr<Watch> watch(int descriptor) = 0;
};

} // namespace sweep
