#include "workloads/files/data_pattern.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/errors.hpp"
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

void fill_progression(std::uint64_t first, std::uint64_t step, std::span<std::byte> bytes) {
  constexpr std::size_t block = 2 * line; // two at a time: one addition need not wait for the one before
  Lanes even{};
  Lanes odd{};
  set_progression(even, first, step);
  set_progression(odd, first + lanes * step, step);
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

std::uint64_t word_in(std::span<const std::byte> bytes, std::size_t place) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + place, sizeof word);
  return word;
}

} // namespace

DataPattern::DataPattern(std::uint64_t seed, std::uint64_t file, std::size_t spacing)
    : base_(SplitMix::mix(seed)), first_(SplitMix::mix(base_ ^ file)), spacing_(spacing) {
  SWEEP_EXPECT(spacing == sizeof(std::uint64_t) || spacing == page);
}

void DataPattern::fill(std::uint64_t offset, std::span<std::byte> bytes) const {
  if (spacing_ == page) {
    fill_between(offset, bytes);
  }
  set_marks(offset, bytes);
}

void DataPattern::fill_between(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const std::span piece = bytes.first(std::min<std::size_t>(bytes.size(), page - offset % page));
    fill_progression(between(offset), step, piece);
    offset += piece.size();
    bytes = bytes.subspan(piece.size());
  }
}

void DataPattern::set_marks(std::uint64_t offset, std::span<std::byte> bytes) const {
  if (spacing_ != page) {
    fill_progression(mark(offset), step, bytes);
    return;
  }
  for (std::size_t place = first_marked(offset); place < bytes.size(); place += page) {
    const std::uint64_t value = mark(offset + place);
    std::memcpy(bytes.data() + place, &value, std::min(sizeof value, bytes.size() - place));
  }
}

/// How far behind `offset` the first mark is.
std::size_t DataPattern::first_marked(std::uint64_t offset) const {
  return (spacing_ - offset % spacing_) % spacing_;
}

/// How far behind `offset` the last mark of `size` bytes is.
std::size_t DataPattern::last_marked(std::uint64_t offset, std::size_t size) const {
  return size - 1 - (offset + size - 1) % spacing_;
}

void DataPattern::spoil(std::uint64_t offset, std::span<std::byte> bytes) const {
  for (const std::size_t place : {first_marked(offset), last_marked(offset, bytes.size())}) {
    const std::uint64_t wrong = ~mark(offset + place);
    std::memcpy(bytes.data() + place, &wrong, sizeof wrong);
  }
}

bool DataPattern::marked(std::uint64_t offset, std::span<const std::byte> bytes) const {
  const std::size_t first = first_marked(offset);
  const std::size_t last = last_marked(offset, bytes.size());
  return word_in(bytes, first) == mark(offset + first) && word_in(bytes, last) == mark(offset + last);
}

/// Of a whole page: compared without a branch.
bool DataPattern::page_is_right(std::uint64_t offset, const std::byte* bytes) const {
  const std::uint64_t first = spacing_ == page ? between(offset) : mark(offset);
  const std::uint64_t instead = mark(offset) ^ first; // its first word is a mark in any case
  Lanes values{};
  set_progression(values, first, step);
  Lanes differences{};
  for (std::size_t place = 0; place < page; place += line) {
    Lanes found;
    std::memcpy(&found, bytes + place, line);
    found[0] ^= place == 0 ? instead : 0;
    differences |= found ^ values;
    values += lanes * step;
  }
  std::uint64_t any = 0;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    any |= differences[lane];
  }
  return any == 0;
}

std::size_t DataPattern::skip_right_words(std::uint64_t offset, std::span<const std::byte> bytes, std::size_t place,
                                          std::size_t end) const {
  while (place + sizeof(std::uint64_t) <= end && word_in(bytes, place) == word(offset + place)) {
    place += sizeof(std::uint64_t);
  }
  return place;
}

std::size_t DataPattern::mismatch(std::uint64_t offset, std::span<const std::byte> bytes) const {
  const std::size_t size = bytes.size();
  const std::size_t head = std::min<std::size_t>(size, (page - offset % page) % page);
  std::size_t place = skip_right_words(offset, bytes, 0, head);
  while (place >= head && place + page <= size && page_is_right(offset + place, bytes.data() + place)) {
    place += page;
  }
  place = skip_right_words(offset, bytes, place, size);
  while (place < size && bytes[place] == at(offset + place)) {
    ++place;
  }
  return place;
}

std::byte DataPattern::at(std::uint64_t offset) const {
  return static_cast<std::byte>(word(offset / 8 * 8) >> (8 * (offset % 8)));
}

} // namespace sweep
