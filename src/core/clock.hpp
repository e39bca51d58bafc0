#pragma once

#include <cstdint>

namespace sweep {

/// Seconds; the unit of every time in the program.
using Seconds = double;

/// A point on this node's monotonic clock, in nanoseconds. Comparable between the processes of one node.
using Instant = std::int64_t;

/// CLOCK_MONOTONIC now. About 26 ns a call.
Instant now();

/// From `begin` to `end`, negative when `end` comes first.
constexpr Seconds seconds_between(Instant begin, Instant end) {
  return static_cast<Seconds>(end - begin) * 1e-9;
}

/// Processor time of the calling thread so far. A system call, about 1 µs.
Seconds thread_cpu_time();

/// Sleeps until `instant` on the monotonic clock, without spinning; returns at once when it has passed.
void sleep_until(Instant instant);

/// The smallest non-zero step seen between consecutive readings of now(): what "too short to time" is measured against.
Seconds clock_resolution();

} // namespace sweep
