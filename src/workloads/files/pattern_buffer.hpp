#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/pool.hpp"
#include "io/files/aligned_buffer.hpp"
#include "workloads/files/data_pattern.hpp"

namespace sweep {

/// The bytes of one transfer at a time, in a DataPattern of one seed. What is between the marks is made once and kept
/// from transfer to transfer, so that in the clock of files only the marks are touched.
class PatternBuffer {
 public:
  /// What is to be written at `offset`. The bytes begin at a page's start where the file's do. Throws std::bad_alloc.
  std::span<std::byte> to_write(const DataPattern& pattern, std::uint64_t offset, std::size_t size) {
    const std::span<std::byte> all = room(size);
    if (made_ != all.size()) {
      pattern.fill_between(0, all);
      made_ = all.size();
    }
    const std::span<std::byte> bytes = all.subspan(offset % DataPattern::page, size);
    pattern.set_marks(offset, bytes);
    return bytes;
  }

  /// Bytes to read into, whatever is in them.
  std::span<std::byte> to_read(std::uint64_t offset, std::size_t size) {
    made_ = 0;
    return room(size).subspan(offset % DataPattern::page, size);
  }

 private:
  /// Transfers that are no whole pages begin anywhere in one.
  std::span<std::byte> room(std::size_t size) {
    return buffer_.bytes(size + (size % DataPattern::page == 0 ? 0 : DataPattern::page));
  }

  AlignedBuffer buffer_;
  std::size_t made_ = 0; ///< So many bytes are as they are to be written, but for marks.
};

/// Has all that is between marks, in one buffer at least, as it is to be written, whatever was read into it: outside
/// the clock.
inline void make_ready_to_write(Pool<PatternBuffer>& buffers, const DataPattern& pattern, std::size_t size) {
  { const auto one = buffers.take(); } // so that there is one
  buffers.for_each_free([&](PatternBuffer& buffer) { buffer.to_write(pattern, 0, size); });
}

} // namespace sweep
