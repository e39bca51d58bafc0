#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace sweep {

/// Bytes at an address that O_DIRECT takes on any device, in a buffer that only grows.
class AlignedBuffer {
 public:
  static constexpr std::size_t alignment = 4096;

  /// `size` bytes of it, whatever is in them.
  std::span<std::byte> bytes(std::size_t size) {
    if (size > capacity_) {
      const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
      bytes_.reset(static_cast<std::byte*>(std::aligned_alloc(alignment, rounded)));
      if (!bytes_) {
        capacity_ = 0;
        throw std::bad_alloc();
      }
      capacity_ = rounded;
    }
    return {bytes_.get(), size};
  }

 private:
  struct Free {
    void operator()(std::byte* bytes) const { std::free(bytes); } // NOLINT(*-no-malloc): from aligned_alloc
  };

  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t capacity_ = 0;
};

} // namespace sweep
