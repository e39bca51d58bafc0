#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace sweep {

/// Bytes at an address that O_DIRECT takes on any device, in a buffer that only grows. A large one asks for huge pages:
/// a device takes so many pieces of memory at once (virtio: 254), and 1 MiB in pages of 4 KiB is 256.
class AlignedBuffer {
 public:
  static constexpr std::size_t alignment = 4096;

  /// `size` bytes of it, whatever is in them.
  std::span<std::byte> bytes(std::size_t size) {
    if (size > capacity_) {
      const std::size_t step = size < huge_page / 2 ? alignment : huge_page;
      const std::size_t rounded = (size + step - 1) / step * step;
      bytes_.reset(static_cast<std::byte*>(std::aligned_alloc(step, rounded)));
      if (!bytes_) {
        capacity_ = 0;
        throw std::bad_alloc();
      }
      capacity_ = rounded;
      if (step == huge_page) {
        madvise(bytes_.get(), rounded, MADV_HUGEPAGE); // where there are none, small ones do
      }
    }
    return {bytes_.get(), size};
  }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20U;

  struct Free {
    void operator()(std::byte* bytes) const { std::free(bytes); } // NOLINT(*-no-malloc): from aligned_alloc
  };

  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t capacity_ = 0;
};

} // namespace sweep
