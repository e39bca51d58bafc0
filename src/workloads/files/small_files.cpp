#include "workloads/files/small_files.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "comm/file_access.hpp"
#include "core/clock.hpp"
#include "core/errors.hpp"
#include "io/files/descriptor.hpp"
#include "io/files/scratch_folder.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& path) {
  if (mkdir(path.c_str(), 0777) != 0) {
    const int error = errno;
    throw SystemError("make the folder", path.string(), with_remedy(std::system_category().message(error), error));
  }
}

/// Has ext4 put each directory that is made in `folder` somewhere else on the disk, where it would otherwise pass over
/// the inodes of what the repetitions before removed, one by one: without a journal it does not use them for minutes,
/// and creating becomes slower by a factor of ten. Other file systems do not know of it.
void spread_directories(const fs::path& folder) {
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int flags = 0;
  if (ioctl(opened.get(), FS_IOC_GETFLAGS, &flags) == 0) {
    flags |= FS_TOPDIR_FL;
    ioctl(opened.get(), FS_IOC_SETFLAGS, &flags);
  }
}

} // namespace

void SmallFiles::make_tree(std::uint64_t processes) {
  make_folder(folder / above);
  spread_directories(folder / above);
  tree = fmt::format("{}/{:x}", above, now()); // ext4 chooses the place by the name
  make_folder(path());
  for (std::uint64_t process = 0; !shared && process < processes; ++process) {
    make_folder(path() / std::to_string(process));
  }
  left = ScratchFolder::free_name(folder);
}

bool SmallFiles::leave_tree() const {
  std::error_code error;
  fs::rename(path(), path_left(), error);
  return !error;
}

void Scene::fail(std::string_view operation, const std::filesystem::path& place, const std::string& words) {
  evidence = true;
  throw SystemError(operation, (files.path_left() / place).string(),
                    words + "; the files are left for you to look at in " + files.path_left().string());
}

void FileStep::block() {
  switch (step_) {
  case Step::create:
    return create();
  case Step::stat:
    return stat();
  case Step::read:
    return read();
  case Step::rename:
    return rename();
  case Step::remove:
    return remove();
  }
}

void FileStep::create() {
  Descriptor file(openat(tree_, name().data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    fail("create", errno);
  }
  if (const MovedBytes moved = write_all(file.get(), content_); moved.error != 0) {
    fail("write", moved.error);
  }
  if (const int error = file.close(); error != 0) {
    fail("close", error);
  }
}

void FileStep::stat() {
  struct stat status {};
  if (fstatat(tree_, name().data(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    fail("stat", errno);
  }
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) != scene_.files.size) {
    find_wrong(fmt::format("wrong answer: {} of {} B, where a file of {} B was written",
                           S_ISREG(status.st_mode) ? "a file" : "no file, but something", status.st_size,
                           scene_.files.size));
  }
}

/// The buffer is larger than the file by a byte, which must not come.
void FileStep::read() {
  Descriptor file(openat(tree_, name().data(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.is_open()) {
    fail("open", errno);
  }
  const MovedBytes moved = read_all(file.get(), content_, content_.size() - 1);
  if (moved.error != 0) {
    fail("read", moved.error);
  }
  if (const int error = file.close(); error != 0) {
    fail("close", error);
  }
  if (moved.bytes != scene_.files.size) {
    find_wrong(fmt::format("wrong answer: {} B, where {} were written", moved.bytes, scene_.files.size));
  }
}

void FileStep::rename() {
  if (renameat(tree_, name().data(), tree_, name(true).data()) != 0) {
    fail("rename", errno);
  }
}

void FileStep::remove() {
  if (unlinkat(tree_, name(true).data(), 0) != 0) {
    fail("remove", errno);
  }
}

void FileStep::fail(const char* operation, int error) const {
  const std::string words = std::system_category().message(error);
  if (step_ == Step::create) {
    throw SystemError(operation, (scene_.files.path() / name().data()).string(), with_remedy(words, error));
  }
  scene_.fail(operation, name(step_ == Step::remove).data(), words);
}

} // namespace sweep
