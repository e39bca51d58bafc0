#pragma once

#include <cstddef>
#include <cstdint>

#include "random/philox_run.hpp"

namespace sweep {

/// Half a sweep of an Ising lattice: every spin of one colour of the checkerboard is offered to flip, 64 in a word.
///
/// The lattice has `size` rows and columns, a multiple of 128, and closes on itself. Bit b of a word is in row
/// b · rows + r, with rows = size / 64: word k of row r of a colour has the columns 2k + (r + colour) % 2. So of the
/// four neighbours, all of the other colour, two are in the words r, k and r, k ± 1 (- where (r + colour) % 2 is 0),
/// and two in the words r - 1, k and r + 1, k; from the first and the last row, the word of the other end rotated by a
/// bit.
///
/// Flipped is who has two broken bonds or more, or one and u < chance of four, or none and u < chance of eight, u
/// uniform in [0, 1): Metropolis. 512 spins, words 8j to 8j + 7 of a row, are unit j; unit n of the half takes 48 of
/// the 64 blocks from first_block + 64 n on: the bit of u of weight 2^-(i + 1), i < 12, of spin b of word w is bit b of
/// half i % 2 of block 8 (i / 2) + w. Where these 12 bits do not decide, `settle` does, with more of them.
///
/// A plain aggregate without member functions, as PhiloxRun is, and for its reason.
struct HalfSweep {
  std::uint64_t* spins;        ///< Of the colour: the first row; before and behind each are copies of its other end.
  const std::uint64_t* others; ///< Of the other colour.
  std::size_t stride;          ///< Words from a row to the next.
  std::uint32_t rows;
  std::uint32_t units;  ///< A row's.
  std::uint32_t colour; ///< 0 or 1
  std::uint64_t
      chance_of_four[12]; ///< The bits of exp(-4 / temperature), the highest first: all bits of a word, or none
  std::uint64_t chance_of_eight[12];

  /// Decides on spins of `words` words from word `word` of unit `unit` on, those of `undecided`: sets the bits in
  /// `less` of which u is less than the chance of eight, where their bits of `none` are set, or of four.
  void (*settle)(const void* settlement, std::uint64_t unit, unsigned word, unsigned words,
                 const std::uint64_t* undecided, const std::uint64_t* none, std::uint64_t* less);
  const void* settlement;
};

/// Carries it out. All blocks must be in one run.
/// @return broken bonds in the whole lattice, those of colour 1; of colour 0 nothing
/// One function an instruction set, to be called only where that set is supported.
namespace avx2 {
std::uint64_t sweep_half(const PhiloxRun& run, const HalfSweep& half);
} // namespace avx2

namespace avx512 {
std::uint64_t sweep_half(const PhiloxRun& run, const HalfSweep& half);
} // namespace avx512

} // namespace sweep
