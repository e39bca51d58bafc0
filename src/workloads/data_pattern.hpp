#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sweep {

/// What is written to file `file`: 64-bit words, little-endian, of which the one at byte 8 i is
///
///     SplitMix::mix(SplitMix::mix(seed) ^ file) + i * 0x9e3779b97f4a7c15   (mod 2^64)
///
/// so that a byte at a wrong offset, of another file or another seed is noticed. An arithmetic progression, so that
/// vectors of it cost one addition: made and compared in cache, it is faster than memory. Offsets and sizes are
/// multiples of 8 bytes.
class DataPattern {
 public:
  DataPattern(std::uint64_t seed, std::uint64_t file);

  std::uint64_t word(std::uint64_t offset) const { return first_ + offset / 8 * step; }

  /// Fills `bytes` with what stands at `offset`.
  void fill(std::uint64_t offset, std::span<std::byte> bytes) const;

  /// The index of the first byte of `bytes` that is not what stands at `offset`; bytes.size() when all are.
  std::size_t mismatch(std::uint64_t offset, std::span<const std::byte> bytes) const;

  /// The byte at `offset`, any.
  std::byte at(std::uint64_t offset) const;

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15; // odd: no two words of a file are equal

  std::uint64_t first_;
};

} // namespace sweep
