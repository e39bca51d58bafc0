#pragma once

#include <cstdint>
#include <span>

#include "core/instruction_set.hpp"
#include "random/philox.hpp"

namespace sweep {

/// The loops over random numbers, written once for each instruction set. All sets give the same bits.
///
/// Draws, words and doubles are numbered as `Stream` says; any first number and any count is valid, also none.
/// Every function is pure but for the span it fills, and may be called from any thread.
///
///     const VectorKernels& kernels = vector_kernels(best_instruction_set());
///     std::uint64_t hits = kernels.count_in_circle({seed, setting}, 0, 65'536, squared_radius_threshold(1.0));
///     double pi = 4.0 * double(hits) / 65'536;
struct VectorKernels {
  InstructionSet set;

  /// How many of the points [first_draw, first_draw + draws) have x^2 + y^2 <= squared_radius, where x and y are the
  /// 32-bit integers of the draw and the sum is not truncated. Exact: nothing is rounded. A call costs some 30 ns
  /// beyond its draws, a tenth of 1,000 draws on the fastest set.
  std::uint64_t (*count_in_circle)(Stream stream, std::uint64_t first_draw, std::uint64_t draws,
                                   std::uint64_t squared_radius);

  /// Writes words [first_word, first_word + words.size()).
  void (*fill_words)(Stream stream, std::uint64_t first_word, std::span<std::uint32_t> words);

  /// Writes doubles [first_double, first_double + doubles.size()), each a multiple of 2^-53 in [0, 1).
  void (*fill_doubles)(Stream stream, std::uint64_t first_double, std::span<double> doubles);
};

/// The loops for `set`, which this processor must support (see `supported`): else the program aborts.
const VectorKernels& vector_kernels(InstructionSet set);

/// The `squared_radius` of a circle with radius `radius`, 0 < radius <= 1, around a corner of the unit square that
/// 32-bit coordinates divide into steps of 2^-32: floor(radius^2 2^64), computed exactly, and 2^64 - 1 where
/// that is 2^64 (radius 1). Comparing with it decides (x 2^-32)^2 + (y 2^-32)^2 <= radius^2 without error,
/// radius 1 included: no two positive integers have squares that add up to 2^64. Another radius aborts.
std::uint64_t squared_radius_threshold(double radius);

} // namespace sweep
