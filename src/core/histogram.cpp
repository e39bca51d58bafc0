#include "core/histogram.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <numeric>

namespace sweep {
namespace {

constexpr unsigned sub_bits = 4; // 16 buckets to a power of two
constexpr std::uint64_t subs = 1U << sub_bits;

std::size_t bucket_of(std::uint64_t nanoseconds) {
  if (nanoseconds < subs) {
    return nanoseconds;
  }
  const auto exponent = static_cast<unsigned>(std::bit_width(nanoseconds)) - 1;
  const std::uint64_t sub = (nanoseconds >> (exponent - sub_bits)) - subs;
  return std::min<std::size_t>((exponent - sub_bits + 1) * subs + sub, Histogram::buckets - 1);
}

} // namespace

void Histogram::add(Seconds duration, std::uint64_t times) {
  const auto nanoseconds = static_cast<std::int64_t>(std::min(std::max(0.0, duration), 1e9) * 1e9); // 0 of a NaN
  std::atomic_ref(counts_[bucket_of(static_cast<std::uint64_t>(nanoseconds))])
      .fetch_add(times, std::memory_order_relaxed);
  std::atomic_ref<std::int64_t> max(max_);
  std::int64_t seen = max.load(std::memory_order_relaxed);
  while (seen < nanoseconds && !max.compare_exchange_weak(seen, nanoseconds, std::memory_order_relaxed)) {
  }
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    counts_[bucket] += other.counts_[bucket];
  }
  max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

Seconds Histogram::lower(std::size_t bucket) {
  const std::uint64_t sub = bucket % subs;
  const std::uint64_t nanoseconds = bucket < subs ? bucket : (subs + sub) << (bucket / subs - 1);
  return static_cast<double>(nanoseconds) * 1e-9;
}

Seconds Histogram::quantile(double fraction) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(count())));
  std::uint64_t below = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    below += counts_[bucket];
    if (below >= wanted && below > 0) {
      return std::min(lower(bucket + 1), max());
    }
  }
  return 0;
}

} // namespace sweep
