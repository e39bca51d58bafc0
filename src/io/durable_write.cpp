#include "io/durable_write.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <span>
#include <string>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// An open file or folder.
class Descriptor {
 public:
  Descriptor(fs::path path, int flags) : path_(std::move(path)), number_(open(path_.c_str(), flags | O_CLOEXEC, 0666)) {
    if (number_ < 0) {
      throw system_error_from_errno("open", path_.string());
    }
  }
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) {
        throw system_error_from_errno("write", path_.string());
      }
      bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
  }

  /// Waits until everything is on the disk.
  void synchronise() {
    if (fsync(number_) != 0 && errno != EINVAL) { // EINVAL: this file system cannot
      throw system_error_from_errno("synchronise", path_.string());
    }
  }

 private:
  fs::path path_;
  int number_;
};

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

/// The file that `path` names once links are followed; it may not exist yet.
fs::path destination_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw SystemError("write", path.string(), "it exists and is not a regular file");
  }
  return fs::is_symlink(path, error) ? fs::weakly_canonical(path) : path;
}

std::vector<std::byte> image_of(const std::string& name, const std::function<void(Hdf5File&)>& fill) {
  Hdf5File file = Hdf5File::create(name);
  fill(file);
  return file.image();
}

} // namespace

void write_durably(const fs::path& path, const std::function<void(Hdf5File&)>& fill) {
  const fs::path destination = destination_of(path);
  const std::vector<std::byte> image = image_of(destination.string(), fill);
  const Temporary temporary(destination);
  Descriptor file(temporary.path(), O_WRONLY | O_CREAT | O_TRUNC);
  file.write(image);
  file.synchronise();
  if (std::rename(temporary.path().c_str(), destination.c_str()) != 0) {
    throw system_error_from_errno("rename " + temporary.path().string() + " to", destination.string());
  }
  Descriptor(destination.has_parent_path() ? destination.parent_path() : ".", O_RDONLY).synchronise();
}

} // namespace sweep
