#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>

namespace sweep::test {

/// What the kernel's answer to the calls of this program is, as on machines that lack them; 0: the kernel's own. The
/// program that includes this has these calls in the place of the C library's.
struct Refusals {
  int flock = 0;
  int fallocate = 0;
  int close = 0; ///< Of files that are open for writing; they are closed all the same.
  int fsync = 0; ///< Of files that are open for writing.
  int folder_fsync = 0;
  int link = 0;
  int rename = 0;
};

inline Refusals& refusals() {
  static Refusals all;
  return all;
}

/// For the rest of the scope.
class Refused {
 public:
  explicit Refused(const Refusals& calls) { refusals() = calls; }
  ~Refused() { refusals() = {}; }
  Refused(const Refused&) = delete;
  Refused& operator=(const Refused&) = delete;
};

inline int refuse(int error) {
  errno = error;
  return -1;
}

inline bool is_for_writing(int descriptor) {
  return (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
}

} // namespace sweep::test

extern "C" {

// By another name here, since there is a struct flock.
int refusable_flock(int descriptor, int operation) noexcept __asm__("flock");

int refusable_flock(int descriptor, int operation) noexcept {
  const int error = sweep::test::refusals().flock;
  return error != 0 ? sweep::test::refuse(error) : static_cast<int>(syscall(SYS_flock, descriptor, operation));
}

int fallocate(int descriptor, int mode, off_t offset, off_t size) {
  const int error = sweep::test::refusals().fallocate;
  return error != 0 ? sweep::test::refuse(error)
                    : static_cast<int>(syscall(SYS_fallocate, descriptor, mode, offset, size));
}

int fsync(int descriptor) {
  const sweep::test::Refusals& refused = sweep::test::refusals();
  const int error = sweep::test::is_for_writing(descriptor) ? refused.fsync : refused.folder_fsync;
  return error != 0 ? sweep::test::refuse(error) : static_cast<int>(syscall(SYS_fsync, descriptor));
}

int close(int descriptor) {
  const bool written = sweep::test::is_for_writing(descriptor);
  const int result = static_cast<int>(syscall(SYS_close, descriptor));
  const int error = written ? sweep::test::refusals().close : 0;
  return error != 0 ? sweep::test::refuse(error) : result;
}

int link(const char* from, const char* to) noexcept {
  const int error = sweep::test::refusals().link;
  return error != 0 ? sweep::test::refuse(error)
                    : static_cast<int>(syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int rename(const char* from, const char* to) noexcept {
  const int error = sweep::test::refusals().rename;
  return error != 0 ? sweep::test::refuse(error)
                    : static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

} // extern "C"
