#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace sweep {

/// A descriptor until the end of the scope. Whoever has written calls close() and looks at what it gives: on a network
/// file system, or with a quota, a write that was taken may be refused only then.
class Descriptor {
 public:
  /// @param descriptor  negative: none, as open(2) gives it when it fails
  explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

  /// Closes it at once. The errno of what was refused; 0 when all went well, or there was nothing to close.
  int close();

  /// Gives it away.
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// How far a transfer came, and the errno that ended it: 0 when it moved all, or the file ended.
struct MovedBytes {
  std::size_t bytes = 0;
  int error = 0;
};

/// Move all of the bytes, in as many calls as the kernel makes of it; less only at the end of a file or on an error.
MovedBytes read_all(int descriptor, std::span<std::byte> bytes);
MovedBytes write_all(int descriptor, std::span<const std::byte> bytes);

/// The same, but asks no more once `enough` are there: whether more would come is then seen without another call.
MovedBytes read_all(int descriptor, std::span<std::byte> bytes, std::size_t enough);

/// The same from `offset` on, where the file's own position stays. Any number of threads.
MovedBytes read_all_at(int descriptor, std::uint64_t offset, std::span<std::byte> bytes);
MovedBytes write_all_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes);

} // namespace sweep
