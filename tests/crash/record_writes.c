/* record_writes: preloaded into a program (LD_PRELOAD), writes down each change that it makes to files and folders
 * below $SWEEP_RECORD_FOLDER, in order, at the end of the file $SWEEP_RECORD_LOG, for crash_states.py. Each call is
 * made by a plain system call, so that no other library's wrapper stands between; a call that fails changes nothing and
 * is left out. What one process does is written down in the order in which it was done, whichever thread did it.
 *
 * A record is a line "OPERATION INODE A B LENGTH-OF-PATH LENGTH-OF-SECOND LENGTH-OF-DATA\n" and then path, second and
 * data. Files are told apart by their inodes, since descriptors are duplicated and inherited; paths are below the
 * folder, and empty for the folder itself:
 *   open INODE FLAGS CREATED path · close INODE · write INODE OFFSET data · truncate INODE SIZE · allocate INODE SIZE ·
 *   sync INODE · mkdir INODE path · rmdir path · unlink path · rename path second · link INODE path second
 * Not seen: memory that is mapped to files, io_uring, and what libc does inside fopen(), which shows where a file is
 * written that was never opened; crash_states.py compares its last state with the folder.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "record.h"

static int open_recorded(int at, const char* path, int flags, mode_t mode) {
  char found[PATH_MAX];
  const char* place = (flags & O_TMPFILE) == O_TMPFILE ? NULL : find(at, path, found);
  if (place == NULL) {
    return (int)syscall(SYS_openat, at, path, flags, mode);
  }
  lock();
  const int was_there = faccessat(at, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
  const int file = (int)syscall(SYS_openat, at, path, flags, mode);
  if (file >= 0) {
    note((struct change){.operation = "open", .inode = inode_of(file), .a = flags, .b = !was_there, .path = place});
  }
  unlock();
  return file;
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_recorded(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_recorded(at, path, flags, mode);
}

int __open_2(const char* path, int flags) {
  return open_recorded(AT_FDCWD, path, flags, 0);
}

int __openat_2(int at, const char* path, int flags) {
  return open_recorded(at, path, flags, 0);
}

int creat(const char* path, mode_t mode) {
  return open_recorded(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int file) {
  char found[PATH_MAX];
  const char* place = find_open(file, found);
  if (place == NULL) {
    return (int)syscall(SYS_close, file);
  }
  lock();
  note((struct change){.operation = "close", .inode = inode_of(file), .path = place});
  const int result = (int)syscall(SYS_close, file);
  unlock();
  return result;
}

/* offset < 0: at the file's own position, which is known for certain only afterwards. */
static ssize_t write_recorded(int file, const struct iovec* parts, int count, off_t offset, int flags) {
  char found[PATH_MAX];
  const char* place = find_open(file, found);
  if (place != NULL) {
    lock();
  }
  const long written = offset < 0 ? syscall(SYS_writev, file, parts, count)
                                  : syscall(SYS_pwritev2, file, parts, count, offset, 0L, flags);
  if (place == NULL) {
    return written;
  }
  if (written > 0) {
    const off_t begin = offset < 0 ? (off_t)syscall(SYS_lseek, file, 0L, SEEK_CUR) - written : offset;
    note((struct change){.operation = "write",
                         .inode = inode_of(file),
                         .a = begin,
                         .path = place,
                         .data = parts,
                         .size = (size_t)written});
  }
  unlock();
  return written;
}

ssize_t write(int file, const void* bytes, size_t size) {
  const struct iovec part = {(void*)bytes, size};
  return write_recorded(file, &part, 1, -1, 0);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  const struct iovec part = {(void*)bytes, size};
  return write_recorded(file, &part, 1, offset, 0);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  return write_recorded(file, parts, count, -1, 0);
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t offset) {
  return write_recorded(file, parts, count, offset, 0);
}

ssize_t pwritev2(int file, const struct iovec* parts, int count, off_t offset, int flags) {
  return write_recorded(file, parts, count, offset, flags);
}

/* For calls on an open file that take a number: the record follows where they succeed. */
static int change_open(const char* operation, int file, long long number, long result) {
  char found[PATH_MAX];
  const char* place = result == 0 ? find_open(file, found) : NULL;
  if (place != NULL) {
    note((struct change){.operation = operation, .inode = inode_of(file), .a = number, .path = place});
  }
  unlock();
  return (int)result;
}

int ftruncate(int file, off_t size) {
  lock();
  return change_open("truncate", file, size, syscall(SYS_ftruncate, file, size));
}

int fallocate(int file, int mode, off_t offset, off_t size) {
  lock();
  if (mode != 0 && find_open(file, (char[PATH_MAX]){0}) != NULL) {
    stop_program("fallocate() with a mode is not known here");
  }
  return change_open("allocate", file, offset + size, syscall(SYS_fallocate, file, mode, offset, size));
}

int posix_fallocate(int file, off_t offset, off_t size) {
  return fallocate(file, 0, offset, size) == 0 ? 0 : errno;
}

int fsync(int file) {
  lock();
  return change_open("sync", file, 0, syscall(SYS_fsync, file));
}

int fdatasync(int file) {
  lock();
  return change_open("sync", file, 0, syscall(SYS_fdatasync, file));
}

int truncate(const char* path, off_t size) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  const int result = file < 0 ? -1 : ftruncate(file, size);
  const int kept = errno;
  if (file >= 0) {
    close(file);
  }
  errno = kept;
  return result;
}

static int change_name(const char* operation, int at, const char* path, long result) {
  char found[PATH_MAX];
  const char* place = result == 0 ? find(at, path, found) : NULL;
  if (place != NULL) {
    note((struct change){.operation = operation, .inode = inode_at(at, path), .path = place});
  }
  unlock();
  return (int)result;
}

int mkdirat(int at, const char* path, mode_t mode) {
  lock();
  return change_name("mkdir", at, path, syscall(SYS_mkdirat, at, path, mode));
}

int mkdir(const char* path, mode_t mode) {
  return mkdirat(AT_FDCWD, path, mode);
}

int unlinkat(int at, const char* path, int flags) {
  lock();
  return change_name((flags & AT_REMOVEDIR) != 0 ? "rmdir" : "unlink", at, path,
                     syscall(SYS_unlinkat, at, path, flags));
}

int unlink(const char* path) {
  return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char* path) {
  return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char* path) {
  const int result = unlink(path);
  return result != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}

static int change_two(const char* operation, int from, const char* path, int to, const char* second, long result) {
  char found_path[PATH_MAX];
  char found_second[PATH_MAX];
  if (result == 0) {
    const char* one = find(from, path, found_path);
    const char* other = find(to, second, found_second);
    if ((one == NULL) != (other == NULL)) {
      stop_program("a file crosses the border of the recorded folder");
    }
    if (one != NULL) {
      note((struct change){.operation = operation, .inode = inode_at(to, second), .path = one, .second = other});
    }
  }
  unlock();
  return (int)result;
}

int renameat2(int from, const char* path, int to, const char* second, unsigned flags) {
  lock();
  if ((flags & RENAME_EXCHANGE) != 0) {
    stop_program("renameat2() of two names is not known here");
  }
  return change_two("rename", from, path, to, second, syscall(SYS_renameat2, from, path, to, second, flags));
}

int renameat(int from, const char* path, int to, const char* second) {
  return renameat2(from, path, to, second, 0);
}

int rename(const char* path, const char* second) {
  return renameat2(AT_FDCWD, path, AT_FDCWD, second, 0);
}

int linkat(int from, const char* path, int to, const char* second, int flags) {
  lock();
  return change_two("link", from, path, to, second, syscall(SYS_linkat, from, path, to, second, flags));
}

int link(const char* path, const char* second) {
  return linkat(AT_FDCWD, path, AT_FDCWD, second, 0);
}

/* What programs for large files call; on 64-bit machines it is the same. */
#define ALSO(name) __attribute__((alias(name)))
int open64(const char*, int, ...) ALSO("open");
int openat64(int, const char*, int, ...) ALSO("openat");
int __open64_2(const char*, int) ALSO("__open_2");
int __openat64_2(int, const char*, int) ALSO("__openat_2");
int creat64(const char*, mode_t) ALSO("creat");
ssize_t pwrite64(int, const void*, size_t, off_t) ALSO("pwrite");
ssize_t pwritev64(int, const struct iovec*, int, off_t) ALSO("pwritev");
int ftruncate64(int, off_t) ALSO("ftruncate");
int truncate64(const char*, off_t) ALSO("truncate");
int fallocate64(int, int, off_t, off_t) ALSO("fallocate");
int posix_fallocate64(int, off_t, off_t) ALSO("posix_fallocate");
