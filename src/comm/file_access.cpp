#include "comm/file_access.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::size_t spare_descriptors = 16; // what opening by MPI-IO takes besides: its modules, shared pointers

std::string words_of(int error) {
  return with_remedy(std::system_category().message(error), error);
}

/// Why the file cannot be opened here; empty when it can.
std::string try_open(const std::filesystem::path& path, int flags) {
  std::array<int, spare_descriptors> descriptors{};
  descriptors.fill(-1);
  std::string failure;
  for (int& descriptor : descriptors) {
    descriptor = descriptors[0] < 0 ? open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0666) : dup(descriptors[0]);
    if (descriptor < 0) {
      failure = words_of(errno);
      break;
    }
  }
  std::ranges::for_each(descriptors, [](int descriptor) { descriptor < 0 ? 0 : close(descriptor); });
  return failure;
}

std::string try_reserve(const std::filesystem::path& path, std::uint64_t size, std::uint64_t extent) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC); // RDWR: where it is emulated, bytes are read first
  if (descriptor < 0) {
    return words_of(errno);
  }
  int error = size > 0 ? posix_fallocate(descriptor, 0, static_cast<off_t>(size)) : 0;
  if (error == 0 && extent > size && ftruncate(descriptor, static_cast<off_t>(extent)) != 0) {
    error = errno;
  }
  close(descriptor);
  return error == 0 ? "" : words_of(error);
}

} // namespace

void agree(const Communicator& ranks, std::string_view failure) {
  const std::int64_t failed = ranks.min(failure.empty() ? ranks.size() : ranks.rank());
  if (failed < ranks.size()) {
    const std::string words = ranks.broadcast(std::string(failure), static_cast<int>(failed));
    throw SystemError::passed_on(words + (ranks.size() == 1 ? "" : " (rank " + std::to_string(failed) + ")"));
  }
}

void agree(const Communicator& ranks, std::string_view operation, std::string_view object, std::string_view failure) {
  agree(ranks, failure.empty() ? std::string() : system_error_text(operation, object, failure));
}

void rehearse_open(const Communicator& ranks, const std::filesystem::path& path, int flags) {
  agree(ranks, "open", path.string(), ranks.rank() == 0 ? try_open(path, flags) : "");
  agree(ranks, "open", path.string(), ranks.rank() == 0 ? "" : try_open(path, flags & ~(O_CREAT | O_TRUNC)));
}

void reserve_space(const Communicator& ranks, const std::filesystem::path& path, std::uint64_t size,
                   std::uint64_t extent) {
  agree(ranks, "reserve " + std::to_string(std::max(size, extent)) + " B for", path.string(),
        ranks.rank() == 0 ? try_reserve(path, size, extent) : "");
}

std::string with_remedy(std::string_view words, int error) {
  const std::string_view remedy = error == ENOSPC || error == EDQUOT ? "; free some space or give another `directory`"
                                  : error == ENOENT || error == EACCES || error == EROFS || error == EPERM
                                      ? "; give another `directory`, which every rank can reach and write to"
                                  : error == EFBIG                     ? "; raise `ulimit -f` or transfer less"
                                  : error == EMFILE || error == ENFILE ? "; raise `ulimit -n`"
                                                                       : "";
  return std::string(words) + std::string(remedy);
}

std::string reason_for_short_write(const std::filesystem::path& path) {
  struct statvfs status {};
  const bool full = statvfs(path.c_str(), &status) == 0 && status.f_bavail < 256;
  return with_remedy(full ? ": no space left on device" : ": a full disk, a quota or a limit of the file's size",
                     ENOSPC);
}

} // namespace sweep
