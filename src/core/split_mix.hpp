#pragma once

#include <cstdint>

namespace sweep {

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): its finaliser is a bijection that spreads every bit, and the sequence
/// of its states' finalised values a random stream. For hashes and made-up data; Monte Carlo draws come from random/.
class SplitMix {
 public:
  explicit constexpr SplitMix(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    const std::uint64_t mixed = mix(state_);
    state_ += step;
    return mixed;
  }

  /// The next value as a number in [0, 1), of 53 bits.
  constexpr double next_unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

  static constexpr std::uint64_t mix(std::uint64_t value) {
    value += step;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111eb;
    return value ^ (value >> 31U);
  }

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;

  std::uint64_t state_;
};

} // namespace sweep
