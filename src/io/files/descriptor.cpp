#include "io/files/descriptor.hpp"

#include <unistd.h>

#include <cerrno>

namespace sweep {
namespace {

/// Calls `move`, which gets how much is done, until `enough` bytes are.
template <typename Move>
MovedBytes move_all(std::size_t enough, const Move& move) {
  MovedBytes moved;
  while (moved.bytes < enough) {
    const ssize_t count = move(moved.bytes);
    if (count == 0) {
      break;
    }
    if (count > 0) {
      moved.bytes += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      moved.error = errno;
      break;
    }
  }
  return moved;
}

/// A write that takes nothing and gives no reason would be tried for ever.
MovedBytes all_or_error(MovedBytes moved, std::size_t size) {
  if (moved.bytes < size && moved.error == 0) {
    moved.error = EIO;
  }
  return moved;
}

} // namespace

int Descriptor::close() {
  const bool failed = is_open() && ::close(release()) != 0;
  return failed && errno != EINTR ? errno : 0; // EINTR: Linux has closed it all the same
}

MovedBytes read_all(int descriptor, std::span<std::byte> bytes) {
  return read_all(descriptor, bytes, bytes.size());
}

MovedBytes read_all(int descriptor, std::span<std::byte> bytes, std::size_t enough) {
  return move_all(enough,
                  [&](std::size_t done) { return ::read(descriptor, bytes.data() + done, bytes.size() - done); });
}

MovedBytes write_all(int descriptor, std::span<const std::byte> bytes) {
  const auto write = [&](std::size_t done) { return ::write(descriptor, bytes.data() + done, bytes.size() - done); };
  return all_or_error(move_all(bytes.size(), write), bytes.size());
}

MovedBytes read_all_at(int descriptor, std::uint64_t offset, std::span<std::byte> bytes) {
  return move_all(bytes.size(), [&](std::size_t done) {
    return pread(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
  });
}

MovedBytes write_all_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) {
  const auto write = [&](std::size_t done) {
    return pwrite(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
  };
  return all_or_error(move_all(bytes.size(), write), bytes.size());
}

} // namespace sweep
