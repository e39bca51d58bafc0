#include "io/open_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// Removes a file when it goes out of scope.
class Temporary {
 public:
  explicit Temporary(const fs::path& destination) : path_(destination) {
    const std::string name = destination.filename().string();
    path_.replace_filename("." + name + "." + std::to_string(getpid()) + ".tmp");
  }
  ~Temporary() { unlink(path_.c_str()); } // after the rename there is nothing of that name
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

} // namespace

OpenFile::OpenFile(fs::path path, int flags)
    : path_(std::move(path)), descriptor_(open(path_.c_str(), flags | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) {
    const bool too_many = errno == EMFILE;
    const SystemError error = system_error_from_errno("open", path_.string());
    throw too_many ? SystemError("open", path_.string(), "too many open files; raise `ulimit -n`") : error;
  }
}

OpenFile::~OpenFile() {
  close(descriptor_);
}

std::size_t OpenFile::size() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) {
    throw system_error_from_errno("ask the size of", path_.string());
  }
  return static_cast<std::size_t>(status.st_size);
}

std::size_t OpenFile::read(std::span<std::byte> bytes) {
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = ::read(descriptor_, bytes.data() + size, bytes.size() - size);
    if (count == 0) {
      break;
    }
    if (count < 0 && errno != EINTR) {
      throw system_error_from_errno("read", path_.string());
    }
    size += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  return size;
}

void OpenFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      throw system_error_from_errno("write", path_.string());
    }
    bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

void OpenFile::synchronise() {
  if (fsync(descriptor_) != 0 && errno != EINVAL) { // EINVAL: this file system cannot
    throw system_error_from_errno("synchronise", path_.string());
  }
}

void OpenFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) {
      throw system_error_from_errno("read", path_.string());
    }
    if (count == 0) {
      throw SystemError("read", path_.string(),
                        "the file ends at byte " + std::to_string(offset + done) + ", short of " +
                            std::to_string(offset + bytes.size()));
    }
    done += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
}

void OpenFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) {
      throw system_error_from_errno("write", path_.string());
    }
    done += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
}

void OpenFile::preallocate(std::uint64_t size) {
  errno = posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
  if (errno != 0) {
    throw system_error_from_errno("reserve " + std::to_string(size) + " bytes for", path_.string());
  }
}

bool OpenFile::lock() {
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
    return true;
  }
  if (errno != EWOULDBLOCK) {
    throw system_error_from_errno("lock", path_.string());
  }
  return false;
}

void replace_file(const fs::path& path, std::span<const std::byte> bytes, Flush flush) {
  const Temporary temporary(path);
  {
    OpenFile file(temporary.path(), O_WRONLY | O_CREAT | O_TRUNC);
    file.write(bytes);
    if (flush == Flush::yes) {
      file.synchronise();
    }
  }
  if (std::rename(temporary.path().c_str(), path.c_str()) != 0) {
    throw system_error_from_errno("rename " + temporary.path().string() + " to", path.string());
  }
  if (flush == Flush::yes) {
    OpenFile(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY).synchronise();
  }
}

} // namespace sweep
