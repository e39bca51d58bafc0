#pragma once

#include <sys/types.h>

#include <cstdint>
#include <limits>
#include <string>

namespace sweep {

/// Seconds; the unit of every time in the program.
using Seconds = double;

/// A point on this node's monotonic clock, in nanoseconds. Comparable between the processes of one node.
using Instant = std::int64_t;

/// After every instant: a wait until then has no deadline.
inline constexpr Instant never = std::numeric_limits<Instant>::max();

/// CLOCK_MONOTONIC now. About 26 ns a call.
Instant now();

/// From `begin` to `end`, negative when `end` comes first.
constexpr Seconds seconds_between(Instant begin, Instant end) {
  return static_cast<Seconds>(end - begin) * 1e-9;
}

/// Processor time of the calling thread so far. A system call, about 1 µs.
Seconds thread_cpu_time();

/// Processor time of all threads of a process of this node so far, the calling one unless another is named; 0 for one
/// that has ended.
Seconds process_cpu_time(pid_t process = 0);

/// Sleeps until `instant` on the monotonic clock, without spinning; returns at once when it has passed.
void sleep_until(Instant instant);

/// Now, in UTC: "2026-11-22T23:45:00Z".
std::string utc_time();

/// The seconds since 1970 of such a text; 0 of any other.
Seconds seconds_of_utc_time(const std::string& text);

/// Seconds since 1970 by the system's clock, which other programs read, too, and which may be set meanwhile.
Seconds time_of_day();

/// The smallest non-zero step seen between consecutive readings of now(): what "too short to time" is measured against.
Seconds clock_resolution();

} // namespace sweep
