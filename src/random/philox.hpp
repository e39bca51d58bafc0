#pragma once

#include <array>
#include <cstdint>

namespace sweep {

/// Philox4x32-10: a counter-based random number generator, a pure function of a counter and a key.
///
/// Source of the algorithm and of every constant: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC'11, https://doi.org/10.1145/2063384.2063405, section 3.3.
namespace philox {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;
using Block = std::array<std::uint32_t, 4>;

inline constexpr int rounds = 10;
/// What words 0 and 2 are multiplied by in each round.
inline constexpr std::uint32_t multipliers[2] = {0xD2511F53, 0xCD9E8D57};
/// What the key grows by from round to round: the golden ratio, and the square root of 3 minus 1, as fractions of 2^32.
inline constexpr std::uint32_t key_steps[2] = {0x9E3779B9, 0xBB67AE85};

} // namespace philox

/// The random bits of `counter` under `key`: the reference that every vector path is tested against.
constexpr philox::Block philox4x32(philox::Counter counter, philox::Key key) {
  auto [word0, word1, word2, word3] = counter;
  for (int round = 0; round < philox::rounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{philox::multipliers[0]} * word0;
    const std::uint64_t product1 = std::uint64_t{philox::multipliers[1]} * word2;
    word0 = static_cast<std::uint32_t>(product1 >> 32) ^ word1 ^ key[0];
    word1 = static_cast<std::uint32_t>(product1);
    word2 = static_cast<std::uint32_t>(product0 >> 32) ^ word3 ^ key[1];
    word3 = static_cast<std::uint32_t>(product0);
    key[0] += philox::key_steps[0];
    key[1] += philox::key_steps[1];
  }
  return {word0, word1, word2, word3};
}

/// One stream of random bits, the same on every machine, rank and thread: a sequence of blocks of four 32-bit words.
///
/// Block b has key = {seed low, seed high} and counter = {b low, b high, setting low, setting high}, where low and high
/// are the halves of 32 bits; so no two settings share a counter, and no two seeds a key. With the words w0 to w3 of a
/// block, the elements of a stream are, as
///
///     words     element i is in block i / 4:  w0, w1, w2, w3 for i % 4 = 0, 1, 2, 3
///     draws     element i is in block i / 2:  the point (x, y) = (w0, w1) for even i, (w2, w3) for odd i
///     doubles   element i is in block i / 2:  (2^32 w1 + w0 for even i, 2^32 w3 + w2 for odd i) >> 11, times 2^-53
///
/// and normals, see random/normals.hpp. These are views of the same bits: what is used as one must not be used as
/// another. An element number is 64 bits wide and wraps around: element 2^64 - 1 is followed by element 0.
struct Stream {
  std::uint64_t seed = 0;
  std::uint64_t setting = 0;

  friend constexpr bool operator==(const Stream&, const Stream&) = default;
};

/// The words of block `index` of `stream`.
constexpr philox::Block block(Stream stream, std::uint64_t index) {
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  return philox4x32({low(index), high(index), low(stream.setting), high(stream.setting)},
                    {low(stream.seed), high(stream.seed)});
}

} // namespace sweep
