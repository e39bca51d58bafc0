#pragma once

#include <algorithm>
#include <optional>

#include "core/clock.hpp"

namespace sweep {

/// When a launch has to be over, and what fits before. Reads no clock.
struct Deadline {
  /// Of the allocation, or of the launch where a limit was given for that alone; none where nobody tells.
  std::optional<Instant> begin = {};
  Instant end = never;                ///< By then all must be saved, and the launcher have ended.
  const char* why = "end of the job"; ///< In /launches, of a launch that it ends. A literal.

  bool exists() const { return end != never; }

  /// Whether what takes so long, if it starts at `present`, ends in time.
  bool fits(Seconds needed, Instant present) const { return !exists() || seconds_between(present, end) >= needed; }

  /// Whether it does so at the very beginning, as far as that is known.
  bool ever_fits(Seconds needed) const { return !begin || fits(needed, *begin); }
};

/// The one that ends first.
inline Deadline earlier(const Deadline& one, const Deadline& other) {
  return std::min(one, other, [](const Deadline& a, const Deadline& b) { return a.end < b.end; });
}

} // namespace sweep
