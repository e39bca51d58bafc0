#pragma once

#include <algorithm>
#include <cstdint>

#include "core/clock.hpp"

namespace sweep {

/// At which of a worker's safe points to serve other ranks: about every 5 to 20 µs, however close the safe points are
/// (in a loop of an interpreter 20 ns). The clock is read at polls only.
class PacedPolling {
 public:
  static constexpr std::uint64_t longest_stride = 256; ///< Safe points between two polls, at most.

  /// @param clock  nanoseconds
  explicit PacedPolling(Instant (*clock)() = now) : clock_(clock) {}

  /// Whether to poll at this safe point, the next of the worker's.
  bool due() {
    if (--left_ > 0) [[likely]] {
      return false;
    }
    adapt();
    left_ = stride_;
    return true;
  }

 private:
  static constexpr Instant shortest = 5'000; // 5 µs
  static constexpr Instant longest = 20'000; // 20 µs

  /// The stride grows slowly where safe points are close, and falls at once where they have become rare.
  void adapt() {
    const Instant time = clock_();
    Instant gap = time - last_;
    last_ = time;
    if (gap < shortest) {
      stride_ = std::min(2 * stride_, longest_stride);
    }
    for (; gap > longest && stride_ > 1; gap /= 2) {
      stride_ /= 2;
    }
  }

  Instant (*clock_)();
  Instant last_ = 0;
  std::uint64_t stride_ = 1;
  std::uint64_t left_ = 1;
};

} // namespace sweep
