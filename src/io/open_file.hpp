#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace sweep {

/// An open file or folder. Everything throws SystemError with the path.
class OpenFile {
 public:
  /// @param flags  as for open(2); O_CLOEXEC is added, and 0666 is the mode of a new file
  OpenFile(std::filesystem::path path, int flags);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::size_t size() const;

  /// Reads at most that many bytes; fewer only at the end of the file.
  std::size_t read(std::span<std::byte> bytes);

  /// Writes all of them.
  void write(std::span<const std::byte> bytes);

  /// Transfers all of the bytes from `offset` on, or throws; the file's own position stays. Any number of threads.
  void read_at(std::uint64_t offset, std::span<std::byte> bytes);
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Waits until everything is on the disk.
  void synchronise();

  /// Has the file system reserve the first `size` bytes.
  void preallocate(std::uint64_t size);

  /// Keeps other processes from locking the file as long as it is open here. False when another one has.
  bool lock();

  int descriptor() const { return descriptor_; }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

enum class Flush { yes, no };

/// Puts `bytes` in the place of the regular file `path`, or makes it, so that it is at every moment either the old file
/// or the new one: they go to ".<name>.<process>.tmp" in the same folder, which is renamed over `path`. With Flush::yes
/// also when the machine stops. One thread of a process at a time may replace a path. A killed process leaves its
/// temporary file; a failure does not.
void replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes, Flush flush);

} // namespace sweep
