#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/clock.hpp"

namespace sweep {

/// How often a duration fell into each of 656 buckets: 1 ns wide below 16 ns, above it 16 to each power of two, so that
/// a bucket is known to 6 %, up to 4.9 hours (as in HdrHistogram, G. Tene). The largest value is kept exactly.
/// Trivially copyable, 5 KiB. Any number of threads may add(); all else not at the same time.
class Histogram {
 public:
  static constexpr std::size_t buckets = 656;

  /// Negative counts as 0.
  void add(Seconds duration, std::uint64_t times = 1);

  void merge(const Histogram& other);

  std::uint64_t count() const;
  std::uint64_t count(std::size_t bucket) const { return counts_[bucket]; }

  /// The durations of a bucket: from lower(bucket) up to lower(bucket + 1).
  static Seconds lower(std::size_t bucket);

  Seconds max() const { return seconds_between(0, max_); }

  /// The upper end of the bucket that holds the value below which `fraction` of all lie, at most max(); 0 when empty.
  Seconds quantile(double fraction) const;

 private:
  std::array<std::uint64_t, buckets> counts_{};
  std::int64_t max_ = 0; ///< Nanoseconds.
};

} // namespace sweep
