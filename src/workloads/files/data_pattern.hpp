#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sweep {

/// What is written to file `file`: 64-bit words, little-endian. One a page of 4 KiB, or every one, is a mark, which
/// says of which file and offset it is; the one at byte 8 i is
///
///     SplitMix::mix(SplitMix::mix(seed) ^ file) + i * 0x9e3779b97f4a7c15   (mod 2^64)
///
/// The words between marks, word j of each page being SplitMix::mix(seed) + j * 0x9e3779b97f4a7c15, are the same in all
/// files and pages: a buffer is filled with them once, and before each transfer only the marks are set. So bytes at a
/// wrong offset, of another file or another seed are noticed in every page, and what lies within a page at every word.
/// Arithmetic progressions, so that vectors of them cost one addition. Offsets are multiples of 8 bytes.
class DataPattern {
 public:
  static constexpr std::size_t page = 4096;

  /// @param spacing  from mark to mark, B: `page`, or 8, where pieces may be smaller than a page
  DataPattern(std::uint64_t seed, std::uint64_t file, std::size_t spacing);

  /// The spacing with which every piece of `size` bytes has a mark.
  static constexpr std::size_t spacing_for(std::size_t size) { return size < page ? sizeof(std::uint64_t) : page; }

  /// The mark of a place, whether or not it is one that has it.
  std::uint64_t mark(std::uint64_t offset) const { return first_ + offset / 8 * step; }

  /// Fills `bytes` with what stands at `offset`: the words between marks, and the marks.
  void fill(std::uint64_t offset, std::span<std::byte> bytes) const;
  void fill_between(std::uint64_t offset, std::span<std::byte> bytes) const;
  void set_marks(std::uint64_t offset, std::span<std::byte> bytes) const;

  /// Makes the first and the last mark wrong, so that it is seen whether they were read; whether they are right. In
  /// `bytes` from `offset` on, which have one.
  void spoil(std::uint64_t offset, std::span<std::byte> bytes) const;
  bool marked(std::uint64_t offset, std::span<const std::byte> bytes) const;

  /// The index of the first byte of `bytes` that is not what stands at `offset`; bytes.size() when all are.
  std::size_t mismatch(std::uint64_t offset, std::span<const std::byte> bytes) const;

  /// The byte at `offset`, any.
  std::byte at(std::uint64_t offset) const;

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15; // odd: no two marks of a file are equal

  std::uint64_t between(std::uint64_t offset) const { return base_ + offset % page / 8 * step; }
  std::uint64_t word(std::uint64_t offset) const { return offset % spacing_ == 0 ? mark(offset) : between(offset); }
  std::size_t first_marked(std::uint64_t offset) const;
  std::size_t last_marked(std::uint64_t offset, std::size_t size) const;
  bool page_is_right(std::uint64_t offset, const std::byte* bytes) const;
  std::size_t skip_right_words(std::uint64_t offset, std::span<const std::byte> bytes, std::size_t place,
                               std::size_t end) const;

  std::uint64_t base_;
  std::uint64_t first_;
  std::size_t spacing_;
};

} // namespace sweep
