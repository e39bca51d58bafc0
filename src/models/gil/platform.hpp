#pragma once

#include <memory>

#include "core/clock.hpp"

namespace sweep {

/// A mutex and a condition to wait for under it. Where time is injected, every call is a point at which a test's
/// scheduler may let another thread run.
class Monitor {
 public:
  virtual ~Monitor() = default;

  virtual void lock() = 0;
  virtual void unlock() = 0;

  /// Waits for a signal with the mutex released; may return without one, as POSIX allows. Called with the mutex held.
  virtual void wait() = 0;

  /// The same until `instant` at the latest. Returns false when that came first.
  virtual bool wait_until(Instant instant) = 0;

  /// Wakes one thread that waits, where there is one.
  virtual void signal() = 0;
};

class Semaphore {
 public:
  virtual ~Semaphore() = default;
  virtual void post() = 0;
  virtual void wait() = 0;
};

/// What the protocols of interpreter locks ask of the system: the clock, waiting and signalling. Outlives what it made.
class Platform {
 public:
  virtual ~Platform() = default;
  virtual Instant now() = 0;
  virtual std::unique_ptr<Monitor> make_monitor() = 0;
  virtual std::unique_ptr<Semaphore> make_semaphore(unsigned count) = 0;

  /// Lets another thread run that wants this core.
  virtual void yield() = 0;

  /// Between two steps that other threads may see apart: nothing, except under a test's scheduler.
  virtual void step() {}
};

/// POSIX threads: condition variables on the monotonic clock, with the kernel's default timer slack of 50 µs.
Platform& posix_platform();

} // namespace sweep
