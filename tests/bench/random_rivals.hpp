#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace sweep {

/// What random/ is compared with, as one set of compiler flags makes it; see CMakeLists.txt.
struct RandomRivals {
  /// The points of VectorKernels::count_in_circle with radius 1, by Random123's philox4x32 as shipped.
  std::uint64_t (*random123_count)(std::uint64_t seed, std::uint64_t setting, std::uint64_t first_block,
                                   std::uint64_t blocks);
  /// The same question to std::mt19937_64 and std::uniform_real_distribution<double>.
  std::uint64_t (*mersenne_count)(std::mt19937_64& engine, std::uint64_t draws);
  void (*mersenne_doubles)(std::mt19937_64& engine, std::span<double> doubles);
  /// Normals of std::normal_distribution, and of Boost's ziggurat, boost::random::normal_distribution.
  void (*standard_normals)(std::mt19937_64& engine, std::span<double> normals);
  void (*boost_normals)(std::mt19937_64& engine, std::span<double> normals);
};

extern const RandomRivals plain_rivals;  ///< g++ -O3, for any processor of this architecture
extern const RandomRivals native_rivals; ///< g++ -O3 -march=native

} // namespace sweep
