#include "io/files/open_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "core/errors.hpp"
#include "io/files/temporary_name.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// Removes a file when it goes out of scope.
class Temporary {
 public:
  explicit Temporary(const fs::path& destination) : path_(temporary_name(destination)) {}
  ~Temporary() { unlink(path_.c_str()); } // after the rename there is nothing of that name
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string words_of(int error) {
  return std::system_category().message(error);
}

std::string words_for_opening(int error, int flags) {
  if (error == EMFILE) {
    return "too many open files; raise `ulimit -n`";
  }
  if (error == EINVAL && (flags & O_DIRECT) != 0) {
    return "this file system has no O_DIRECT; set direct = false, or give another `directory`";
  }
  return words_of(error);
}

void expect_no_error(int error, std::string_view operation, const fs::path& path) {
  if (error != 0) {
    throw SystemError(operation, path.string(), words_of(error));
  }
}

void write_whole(const fs::path& path, const FillFile& fill, Flush flush) {
  OpenFile file(path, O_RDWR | O_CREAT | O_TRUNC);
  fill(file);
  if (flush == Flush::yes) {
    file.synchronise();
  }
  file.close();
}

/// Else a new name may be gone after the machine stopped.
void flush_folder_of(const fs::path& path, Flush flush) {
  if (flush == Flush::yes) {
    OpenFile(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY).synchronise();
  }
}

/// Renames `whole` to `path`, where there is nothing yet, by way of an empty file: rename() by itself would replace
/// what another process has made meanwhile. False with errno where it cannot.
bool rename_to_new(const fs::path& whole, const fs::path& path) {
  if (!Descriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)).is_open()) {
    return false;
  }
  if (std::rename(whole.c_str(), path.c_str()) == 0) {
    return true;
  }
  const int error = errno;
  unlink(path.c_str());
  errno = error;
  return false;
}

} // namespace

OpenFile::OpenFile(fs::path path, int flags)
    : path_(std::move(path)), descriptor_(open(path_.c_str(), flags | O_CLOEXEC, 0666)) {
  if (!descriptor_.is_open()) {
    const int error = errno;
    throw SystemError("open", path_.string(), words_for_opening(error, flags));
  }
}

std::size_t OpenFile::size() const {
  struct stat status {};
  if (fstat(descriptor(), &status) != 0) {
    throw system_error_from_errno("ask the size of", path_.string());
  }
  return static_cast<std::size_t>(status.st_size);
}

std::size_t OpenFile::read(std::span<std::byte> bytes) {
  const MovedBytes moved = read_all(descriptor(), bytes);
  expect_no_error(moved.error, "read", path_);
  return moved.bytes;
}

void OpenFile::write(std::span<const std::byte> bytes) {
  expect_no_error(write_all(descriptor(), bytes).error, "write", path_);
}

void OpenFile::synchronise() {
  if (fsync(descriptor()) != 0 && errno != EINVAL && errno != ENOTSUP) { // this file system cannot, as for folders
    throw system_error_from_errno("synchronise", path_.string());
  }
}

void OpenFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) {
  const MovedBytes moved = read_all_at(descriptor(), offset, bytes);
  expect_no_error(moved.error, "read", path_);
  if (moved.bytes < bytes.size()) {
    throw SystemError("read", path_.string(),
                      "the file ends at byte " + std::to_string(offset + moved.bytes) + ", short of " +
                          std::to_string(offset + bytes.size()));
  }
}

void OpenFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  expect_no_error(write_all_at(descriptor(), offset, bytes).error, "write", path_);
}

/// Not by posix_fallocate(), which writes zeros where the file system cannot.
bool OpenFile::preallocate(std::uint64_t size) {
  int result = 0;
  do {
    result = fallocate(descriptor(), 0, 0, static_cast<off_t>(size));
  } while (result != 0 && errno == EINTR);
  if (result != 0 && errno != EOPNOTSUPP && errno != ENOSYS) {
    throw system_error_from_errno("reserve " + std::to_string(size) + " bytes for", path_.string());
  }
  return result == 0;
}

OpenFile::Lock OpenFile::lock() {
  if (flock(descriptor(), LOCK_EX | LOCK_NB) == 0) {
    return Lock::taken;
  }
  if (errno == EWOULDBLOCK) {
    return Lock::held_by_another;
  }
  if (errno == ENOSYS || errno == EOPNOTSUPP || errno == ENOLCK || errno == EINVAL) {
    return Lock::unknown_here;
  }
  throw system_error_from_errno("lock", path_.string());
}

void OpenFile::close() {
  expect_no_error(descriptor_.close(), "close", path_);
}

void replace_file(const fs::path& path, std::span<const std::byte> bytes, Flush flush) {
  replace_file(
      path, [&](OpenFile& file) { file.write(bytes); }, flush);
}

void replace_file(const fs::path& path, const FillFile& fill, Flush flush) {
  const Temporary temporary(path);
  write_whole(temporary.path(), fill, flush);
  if (std::rename(temporary.path().c_str(), path.c_str()) != 0) {
    throw system_error_from_errno("rename " + temporary.path().string() + " to", path.string());
  }
  flush_folder_of(path, flush);
}

bool make_file(const fs::path& path, std::span<const std::byte> bytes, Flush flush) {
  return make_file(
      path, [&](OpenFile& file) { file.write(bytes); }, flush);
}

bool make_file(const fs::path& path, const FillFile& fill, Flush flush) {
  const Temporary whole(path);
  write_whole(whole.path(), fill, flush);
  bool made = link(whole.path().c_str(), path.c_str()) == 0;
  if (!made && (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS)) { // a file system without links
    made = rename_to_new(whole.path(), path);
  }
  if (made) {
    flush_folder_of(path, flush);
    return true;
  }
  if (errno != EEXIST) {
    throw system_error_from_errno("make", path.string());
  }
  return false;
}

} // namespace sweep
