#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

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

  /// Told once how a transfer ended.
  class Mover {
   public:
    virtual ~Mover() = default;

    /// @param bytes  that were moved, fewer than asked for perhaps; 0 at the end of the file
    /// @param error  an errno, 0 when there was none
    virtual void moved(std::size_t bytes, int error) noexcept = 0;
  };

  virtual ~Reactor() = default;

  /// Starts to read or write `bytes` of an open regular file at `offset`, and tells `mover` later; not from within this
  /// call. False where this loop cannot, and then starts nothing. Descriptor, bytes and mover must stay until then.
  virtual bool transfer(int /*descriptor*/, Direction /*direction*/, std::uint64_t /*offset*/,
                        std::span<std::byte> /*bytes*/, Mover& /*mover*/) {
    return false;
  }

  /// Resumes `task` at `when`, or as soon after as the loop is free. No allocation.
  virtual void resume_at(Instant when, std::coroutine_handle<> task) = 0;

  /// Resumes `task` as soon as the loop is free: what it waited for is complete.
  virtual void resume(std::coroutine_handle<> task) = 0;

  /// Throws SystemError when the system refuses.
  virtual std::unique_ptr<Watch> watch(int descriptor) = 0;
};

} // namespace sweep
