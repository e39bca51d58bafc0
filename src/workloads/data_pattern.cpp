#include "workloads/data_pattern.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

static_assert(std::endian::native == std::endian::little, "files would differ between machines");

constexpr std::size_t lanes = 8;
constexpr std::size_t line = lanes * sizeof(std::uint64_t);

// g++ makes of it whatever vectors the target has.
using Lanes = std::uint64_t __attribute__((vector_size(line)));

void set_progression(Lanes& values, std::uint64_t first, std::uint64_t step) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    values[lane] = first + lane * step;
  }
}

} // namespace

DataPattern::DataPattern(std::uint64_t seed, std::uint64_t file) : first_(SplitMix::mix(SplitMix::mix(seed) ^ file)) {}

void DataPattern::fill(std::uint64_t offset, std::span<std::byte> bytes) const {
  constexpr std::size_t block = 2 * line; // two at a time: one addition need not wait for the one before
  Lanes even{};
  Lanes odd{};
  set_progression(even, word(offset), step);
  set_progression(odd, word(offset + line), step);
  std::size_t place = 0;
  for (; place + block <= bytes.size(); place += block) {
    std::memcpy(bytes.data() + place, &even, line);
    std::memcpy(bytes.data() + place + line, &odd, line);
    even += 2 * lanes * step;
    odd += 2 * lanes * step;
  }
  const std::size_t rest = std::min(bytes.size() - place, line);
  std::memcpy(bytes.data() + place, &even, rest);
  std::memcpy(bytes.data() + place + rest, &odd, bytes.size() - place - rest);
}

std::size_t DataPattern::mismatch(std::uint64_t offset, std::span<const std::byte> bytes) const {
  constexpr std::size_t block = 64 * line; // compared without a branch
  Lanes values{};
  set_progression(values, word(offset), step);
  std::size_t place = 0;
  for (; place + block <= bytes.size(); place += block) {
    Lanes differences{};
    for (std::size_t i = 0; i < block; i += line) {
      Lanes found;
      std::memcpy(&found, bytes.data() + place + i, line);
      differences |= found ^ values;
      values += lanes * step;
    }
    std::uint64_t any = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      any |= differences[lane];
    }
    if (any != 0) {
      break;
    }
  }
  while (place < bytes.size() && bytes[place] == at(offset + place)) {
    ++place;
  }
  return place;
}

std::byte DataPattern::at(std::uint64_t offset) const {
  return static_cast<std::byte>(word(offset) >> (8 * (offset % 8)));
}

} // namespace sweep
