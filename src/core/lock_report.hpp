#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// What one thread of a rank did with an interpreter lock in one repetition. Seconds and counts; trivially copyable.
/// The four times add up to the thread's part of the repetition.
struct LockUse {
  std::int64_t thread;          ///< Within the rank.
  std::int64_t lock;            ///< Which of the rank's locks it was that the thread needs; -1: it needs none.
  double held_s;                ///< Holding the lock: interpreter's work, and waits for devices that keep the lock.
  double waiting_s;             ///< For the lock.
  double released_s;            ///< Working without it, in native regions.
  double device_s;              ///< Waiting for devices without it.
  std::int64_t requested_drops; ///< At safe points, because another thread had asked or its turn was over.
  std::int64_t voluntary_drops; ///< Before waits and native regions.
  std::int64_t switches;        ///< Took the lock when another thread had had it last.
  std::int64_t forced_waits;    ///< Having dropped it, waited for another thread to take it; or was stopped.
  std::int64_t timed_out_waits; ///< Waited for it for a whole switch interval.
};

enum class LockState : std::int32_t { held, waiting, released, device };

/// A thread was in one state for a while. Trivially copyable.
struct LockSpan {
  std::int32_t thread;
  LockState state;
  Instant begin;
  Instant end;
};

/// What the threads of a rank did with an interpreter lock.
struct LockReport {
  std::vector<LockUse> threads; ///< In order of thread.
  std::vector<LockSpan> trace;  ///< Where one was asked for: by thread, in order of time.
  std::int64_t untraced = 0;    ///< Spans for which the trace had no room.
};

} // namespace sweep
