#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "random/philox.hpp"

namespace sweep::test {

/// A lattice of spins, +1 and -1, that closes on itself, as one would write it down: what the kernel `ising` is tested
/// against, and compared with in benchmarks. `chance(row, column, colour)` gives a number of 64 bits for a spin.
class PlainIsing {
 public:
  PlainIsing(std::size_t size, double temperature)
      : size_(size),
        spins_(size * size, 1), chances_{fraction(std::exp(-8 / temperature)), fraction(std::exp(-4 / temperature))} {}

  /// Offers every spin to flip once, those of colour 0 first. Returns how many of the 2 size² bonds are then broken.
  template <typename Chance>
  std::uint64_t sweep(const Chance& chance) {
    std::uint64_t broken = 0;
    for (const std::size_t colour : {0U, 1U}) {
      for (std::size_t row = 0; row < size_; ++row) {
        for (std::size_t column = (row + colour) % 2; column < size_; column += 2) {
          const int own_broken = broken_bonds(row, column);
          const std::uint64_t number = chance(row, column, colour);
          const bool flips = own_broken >= 2 || number < chances_[own_broken];
          spins_[row * size_ + column] *= flips ? -1 : 1;
          broken += colour == 1 ? static_cast<std::uint64_t>(flips ? 4 - own_broken : own_broken) : 0;
        }
      }
    }
    return broken;
  }

  int spin(std::size_t row, std::size_t column) const { return spins_[row * size_ + column]; }

 private:
  static std::uint64_t fraction(double chance) { return static_cast<std::uint64_t>(std::ldexp(chance, 64)); }

  int broken_bonds(std::size_t row, std::size_t column) const {
    const std::size_t above = row == 0 ? size_ - 1 : row - 1;
    const std::size_t below = row + 1 == size_ ? 0 : row + 1;
    const std::size_t left = column == 0 ? size_ - 1 : column - 1;
    const std::size_t right = column + 1 == size_ ? 0 : column + 1;
    return (4 - spin(row, column) * (spin(above, column) + spin(below, column) + spin(row, left) + spin(row, right))) /
           2;
  }

  std::size_t size_;
  std::vector<int> spins_;
  std::uint64_t chances_[2]; ///< To flip with no broken bond and with one, as fractions of 2^64.
};

/// The numbers that the kernel takes for the spins of sweep `sweep`, bit by bit.
class IsingNumbers {
 public:
  IsingNumbers(Stream stream, std::size_t size) : stream_(stream), size_(size) {}

  std::uint64_t at(std::uint64_t sweep, std::size_t row, std::size_t column, std::size_t colour) const {
    const std::size_t rows = size_ / 64;
    const std::size_t word = column / 2;
    const std::uint64_t half = 2 * sweep + colour;
    const std::uint64_t unit = row % rows * (size_ / 16) + word / 8;
    std::uint64_t half_blocks = 1;
    while (half_blocks < size_ * size_ / 2 / 512 * 64) {
      half_blocks *= 2;
    }
    const std::uint64_t bit = row / rows;
    std::uint64_t number = 0;
    for (std::uint64_t i = 0; i < 12; ++i) {
      const philox::Block words = block(stream_, half * half_blocks + 64 * unit + 8 * (i / 2) + word % 8);
      const std::uint64_t both = std::uint64_t{words[i % 2 * 2 + 1]} << 32 | words[i % 2 * 2];
      number = number << 1 | (both >> bit & 1);
    }
    const std::uint64_t spin = half * size_ * size_ / 2 + (row % rows * (size_ / 2) + word) * 64 + bit;
    const philox::Block rest = block(stream_, (std::uint64_t{1} << 63) + spin);
    return number << 52 | ((std::uint64_t{rest[1]} << 32 | rest[0]) & ((std::uint64_t{1} << 52) - 1));
  }

 private:
  Stream stream_;
  std::size_t size_;
};

} // namespace sweep::test
