#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "io/files/descriptor.hpp"

namespace sweep {

/// An open file or folder. Everything throws SystemError with the path. The destructor closes without a word: what was
/// written is known to be taken only after close().
class OpenFile {
 public:
  /// @param flags  as for open(2); O_CLOEXEC is added, and 0666 is the mode of a new file
  OpenFile(std::filesystem::path path, int flags);

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

  /// Has the file system reserve the first `size` bytes. False where it cannot.
  bool preallocate(std::uint64_t size);

  /// What came of asking for a lock.
  enum class Lock { taken, held_by_another, unknown_here };

  /// Keeps other processes from locking the file as long as it is open here; unknown_here: this file system has no
  /// locks (Lustre without `flock`).
  Lock lock();

  /// Closes it; nothing else may follow. Throws where what was written is refused only now.
  void close();

  int descriptor() const { return descriptor_.get(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
};

enum class Flush { yes, no };

/// Writes a new file; what it throws ends the making of it.
using FillFile = std::function<void(OpenFile& file)>;

/// Puts a file in the place of the regular file `path`, or makes it, so that it is at every moment either the old file
/// or the new one: it is written beside it (temporary_name.hpp) and renamed over `path`. With Flush::yes also
/// when the machine stops. One thread of a process at a time may replace a path. A killed process leaves its temporary
/// file; a failure does not.
void replace_file(const std::filesystem::path& path, const FillFile& fill, Flush flush);
void replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes, Flush flush);

/// Makes the file `path`, unless there is something of that name; then it returns false. Of several
/// processes that try, one succeeds. The file is whole from its first moment on, where the file system has hard links;
/// elsewhere it is empty for a moment.
bool make_file(const std::filesystem::path& path, const FillFile& fill, Flush flush);
bool make_file(const std::filesystem::path& path, std::span<const std::byte> bytes, Flush flush);

} // namespace sweep
