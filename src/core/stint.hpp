#pragma once

#include "core/clock.hpp"

namespace sweep {

/// One worker's part in a repetition: waits for the common start, then measures until stop(). Used by the worker's own
/// thread. Getting ready (waking up, joining a team) is thus outside the clock, for threads as for ranks.
class Stint {
 public:
  /// Returns at `start`, or at once when that has passed; 0: there is none. Gives its core away while there is time:
  /// another worker that must get ready may need it.
  explicit Stint(Instant start);

  void stop();

  /// When stop() was called.
  Instant end() const { return end_; }

  /// Processor time of this thread from the start to stop().
  Seconds cpu() const { return cpu_; }

  /// How long this thread was ready meanwhile while its processor ran something else.
  Seconds ready() const { return ready_; }

  /// How long after the start it began; 0 where that was in time, or there was no start to wait for.
  Seconds late() const { return late_; }

 private:
  Instant end_ = 0;
  Seconds cpu_ = 0;
  Seconds cpu_at_start_ = 0;
  Seconds ready_ = 0;
  Seconds ready_at_start_ = 0;
  Seconds late_ = 0;
};

} // namespace sweep
