#pragma once

#include <cstdint>
#include <span>

#include "core/instruction_set.hpp"
#include "random/philox.hpp"

namespace sweep {

/// Standard normal numbers of a stream: the same bits on every instruction set, and a function of (stream, element).
///
/// They come 32 at a time, so that vectors need no shuffle: with the 64-bit numbers b[0] to b[31] of blocks 16g to
/// 16g + 15 (2^32 w1 + w0 and 2^32 w3 + w2 of each), elements 32g + k and 32g + 16 + k, k < 16, are
///
///     r cos a and r sin a,  r = sqrt(-2 ln u),  u = 1 - 2^-52 floor(2^-12 b[k])
///
/// (G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29 (1958) 610), where a is an angle within an eighth of a turn of the
/// axis, pi/2 (2^-52 floor(2^-12 b[16 + k]) - 1/2); then bit 2 of b[16 + k] exchanges the two, and bits 0 and 1 are the
/// signs of the first and the second. Within 2^-50 of what is said here, relatively. None is beyond sqrt(104 ln 2) =
/// 8.49.
///
/// A further view of the bits of a stream: see Stream. Elements are below 2^62.
///
/// @param set  which this processor must support; else the program aborts
void fill_normals(InstructionSet set, Stream stream, std::uint64_t first, std::span<double> normals);

} // namespace sweep
