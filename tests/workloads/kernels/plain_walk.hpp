#pragma once

#include <array>
#include <cstdint>

#include "random/philox.hpp"

namespace sweep::test {

/// The kernel `first_passage` as one would write it down: walk after walk, step after step. What every loop is tested
/// against, bit by bit, and what benchmarks compare it with.
/// @return walks that left above and below, steps of all and their squares
inline std::array<std::uint64_t, 4> walk_plainly(Stream stream, std::uint32_t up, int distance, std::uint64_t limit,
                                                 std::uint64_t first, std::uint64_t count) {
  const std::uint64_t blocks = (limit + 7) / 8;
  std::array<std::uint64_t, 4> found{};
  for (std::uint64_t walk = first; walk < first + count; ++walk) {
    int position = 0;
    std::uint64_t steps = 0;
    philox::Block words{};
    while (steps < limit && position != distance && position != -distance) {
      if (steps % 8 == 0) {
        words = block(stream, walk * blocks + steps / 8);
      }
      const std::uint32_t word = words[steps % 8 / 2];
      const std::uint32_t chance = steps % 2 == 0 ? word & 0xFFFF : word >> 16;
      position += 2 * static_cast<int>(chance < up) - 1; // without a branch, which would be guessed wrong half the time
      ++steps;
    }
    found[0] += position == distance ? 1U : 0U;
    found[1] += position == -distance ? 1U : 0U;
    found[2] += steps;
    found[3] += steps * steps;
  }
  return found;
}

} // namespace sweep::test
