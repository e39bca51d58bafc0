#include "core/claims.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace sweep {
namespace {

constexpr mode_t everybody = 0666;

/// A file that exists is opened without O_CREAT: in a folder such as /dev/shm, systems refuse that to other users.
int open_shared(const std::filesystem::path& file) {
  int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) {
    descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL, everybody);
    if (descriptor >= 0) {
      fchmod(descriptor, everybody); // whatever the umask
    } else {
      descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC); // another run was quicker
    }
  }
  return descriptor;
}

enum class Answer { ours, anothers, refused };

Answer claim(int descriptor, int core) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = core;
  lock.l_len = 1;
  if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) {
    return Answer::ours;
  }
  return errno == EAGAIN || errno == EACCES ? Answer::anothers : Answer::refused;
}

} // namespace

Claims::Claims(const std::filesystem::path& file) : descriptor_(open_shared(file)) {}

Claims::~Claims() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

std::vector<Core> Claims::take(const std::vector<Core>& cores, std::size_t most) {
  std::vector<Core> taken;
  for (auto core = cores.begin(); descriptor_ >= 0 && core != cores.end() && taken.size() < most; ++core) {
    const Answer answer = claim(descriptor_, core->number);
    if (answer == Answer::ours) {
      taken.push_back(*core);
    }
    met_others_ = met_others_ || answer == Answer::anothers;
  }
  return taken;
}

std::filesystem::path claims_file() {
  const char* const named = std::getenv("SWEEP_CLAIMS");
  return named == nullptr ? "/dev/shm/sweep-claims" : named;
}

} // namespace sweep
