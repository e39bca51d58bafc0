#include "core/design.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/random/sobol.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {
namespace {

constexpr unsigned sobol_bits = 53; ///< Points that differ in a later bit of their number are the same.

/// Of each axis: what a bit of the Gray code of a point's number adds to its coordinate, by exclusive or.
using Directions = std::array<std::array<std::uint64_t, sobol_bits>, max_design_dimensions>;

/// From the points 1, 2, 4, … of the sequence, whose Gray codes have the bits {0}, {0, 1}, {1, 2}, …
Directions sobol_directions() {
  Directions directions{};
  for (unsigned bit = 0; bit < sobol_bits; ++bit) {
    boost::random::sobol engine(max_design_dimensions);
    engine.discard(((std::uint64_t{1} << bit) - 1) * max_design_dimensions); // Boost's first point is number 1
    for (auto& direction : directions) {
      direction[bit] = engine() ^ (bit == 0 ? 0 : direction[bit - 1]);
    }
  }
  return directions;
}

/// 53 bits, as a number in [0, 1).
double fraction(std::uint64_t bits) {
  return std::ldexp(static_cast<double>(bits >> 11), -53);
}

double sobol(unsigned dimension, std::uint64_t index) {
  static const Directions directions = sobol_directions();
  std::uint64_t coordinate = 0;
  for (std::uint64_t gray = index ^ (index >> 1); gray != 0; gray &= gray - 1) {
    coordinate ^= directions[dimension][static_cast<std::size_t>(std::countr_zero(gray))];
  }
  return fraction(coordinate);
}

/// Where a random permutation of 0 … points - 1 has `index`. Four rounds of a Feistel network permute the numbers of an
/// even number of bits; what is no number below `points` is permuted again until it is (J. Black, P. Rogaway, "Ciphers
/// with arbitrary finite domains", CT-RSA 2002), four times on average at most.
std::uint64_t permuted(std::uint64_t key, std::uint64_t index, std::uint64_t points) {
  const auto half = static_cast<unsigned>(std::bit_width(points - 1) + 1) / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = index >> half;
    std::uint64_t right = index & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      left ^= SplitMix::mix(key ^ SplitMix::mix(right + (round << 60))) & mask;
      std::swap(left, right);
    }
    index = left << half | right;
  } while (index >= points);
  return index;
}

double latin(unsigned dimension, std::uint64_t index, std::uint64_t points) {
  const std::uint64_t key = SplitMix::mix(dimension + 1);
  const std::uint64_t part = points == 1 ? 0 : permuted(key, index, points);
  const double within = fraction(SplitMix::mix(key + SplitMix::mix(index)));
  return std::min((static_cast<double>(part) + within) / static_cast<double>(points), 1 - 0x1p-53);
}

} // namespace

double design_coordinate(Design design, unsigned dimension, std::uint64_t index, std::uint64_t points) {
  SWEEP_EXPECT(design != Design::grid && dimension < max_design_dimensions && index < points);
  return design == Design::sobol ? sobol(dimension, index) : latin(dimension, index, points);
}

} // namespace sweep
