#pragma once

#include <cstdint>

#include "random/philox_run.hpp"

namespace sweep {

/// Walks of one setting: from 0 by +1 or -1 a step, until +distance or -distance is reached, or `limit` steps are done.
///
/// Walk w takes the blocks [w · blocks(), (w + 1) · blocks()) of its stream; step i of it is up where the 16 bits
/// i % 8 of its block i / 8, the lowest of word 0 first, are less than `up`: with probability up / 2^16, exactly.
///
/// A plain aggregate without member functions, as PhiloxRun is, and for its reason.
struct Walks {
  std::uint32_t up;       ///< 1 to 65,535
  std::uint32_t distance; ///< 1 to 1,024
  std::uint32_t limit;    ///< 1 to 2^24
  std::uint32_t blocks;   ///< A walk's: limit / 8, rounded up.
};

/// Called, by a loop over walks, between so many of its rounds as take some 30 µs at least.
struct WalkPause {
  void (*call)(const void* of);
  const void* of;
};

/// What walks came to: exact sums, of at most 4,096 walks at once.
struct Passages {
  std::uint64_t above;        ///< Walks that reached +distance …
  std::uint64_t below;        ///< … and -distance.
  std::uint64_t steps;        ///< Of all walks: each until it ended, at a barrier or at the limit …
  std::uint64_t square_steps; ///< … and their squares.
};

/// The walks [0, count) of a run whose first block is the first walk's; none may take a block whose low half has
/// wrapped around. One function an instruction set, to be called only where that set is supported.
namespace avx2 {
Passages pass(const PhiloxRun& run, const Walks& walks, std::uint64_t count, const WalkPause& pause);
} // namespace avx2

namespace avx512 {
Passages pass(const PhiloxRun& run, const Walks& walks, std::uint64_t count, const WalkPause& pause);
} // namespace avx512

} // namespace sweep
