#pragma once

#include <cstddef>
#include <cstdint>

#include "random/philox.hpp"

namespace sweep {

/// A run of neighbouring blocks of a stream whose numbers share their high 32 bits, prepared for vector loops.
///
/// Only word 0 of the counter changes along a run, so parts of the first three rounds of Philox are the same for
/// all its blocks. With p = multipliers[0] * (block number, low half), hi and lo the halves of a product,
/// m1 = multipliers[1], and words c0 c1 c2 c3 after each round, what is left of them is
///
///   round 1:  c0, c1 constant                c2 = hi(p) ^ round1          c3 = lo(p)
///   round 2:  c0 = hi(m1 c2) ^ round2_even   c1 = lo(m1 c2)               c2 = c3 ^ round2_odd   c3 constant
///   round 3:  as the later ones, with c3 and the round key joined into round3_odd.
///
/// A plain aggregate without member functions: translation units compiled for one instruction set read it, and must not
/// emit inline functions that others could end up calling.
struct PhiloxRun {
  std::uint32_t first_block; ///< low half of the number of the first block
  std::uint32_t round1;
  std::uint32_t round2_even;
  std::uint32_t round2_odd;
  std::uint32_t round3_odd;
  std::uint32_t keys[10][2]; ///< the key of each round; those of rounds 0 and 1 are used up in the constants above
};

/// The run that begins at `block`.
PhiloxRun philox_run(Stream stream, std::uint64_t block);

/// Loops over a run, one namespace per instruction set, to be called only where that set is supported.
/// Each starts at the first element of the run's first block; the elements must all be in blocks whose low half has not
/// wrapped around. For the meaning of the arguments see VectorKernels.
namespace avx2 {
std::uint64_t count_in_circle(const PhiloxRun& run, std::uint64_t draws, std::uint64_t squared_radius);
void fill_words(const PhiloxRun& run, std::uint32_t* words, std::size_t count);
void fill_doubles(const PhiloxRun& run, double* doubles, std::size_t count);
} // namespace avx2

namespace avx512 {
std::uint64_t count_in_circle(const PhiloxRun& run, std::uint64_t draws, std::uint64_t squared_radius);
void fill_words(const PhiloxRun& run, std::uint32_t* words, std::size_t count);
void fill_doubles(const PhiloxRun& run, double* doubles, std::size_t count);
} // namespace avx512

} // namespace sweep
