#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// What one thread of a rank did with an interpreter lock in one repetition: lock_use.def. Seconds and counts;
/// trivially copyable.
struct LockUse {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "core/lock_use.def"
#undef SWEEP_COLUMN
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
