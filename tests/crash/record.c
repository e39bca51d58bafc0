#define _GNU_SOURCE
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX]; /* without links; empty: nothing is recorded */
static size_t folder_length;
static int record = -1;

void lock(void) {
  pthread_mutex_lock(&order);
}

void unlock(void) {
  pthread_mutex_unlock(&order);
}

__attribute__((constructor)) static void start(void) {
  const char* name = getenv("SWEEP_RECORD_FOLDER");
  const char* log = getenv("SWEEP_RECORD_LOG");
  if (name == NULL || log == NULL || realpath(name, folder) == NULL) {
    folder[0] = '\0';
    return;
  }
  folder_length = strlen(folder);
  record = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  pthread_atfork(lock, unlock, unlock); /* a child must not find it locked by a thread that it does not have */
}

void stop_program(const char* why) {
  dprintf(STDERR_FILENO, "record_writes: %s\n", why);
  abort();
}

/* Where `path` lies below the folder, or NULL. */
static const char* below(const char* path) {
  if (folder_length == 0 || strncmp(path, folder, folder_length) != 0) {
    return NULL;
  }
  return path[folder_length] == '/'    ? path + folder_length + 1
         : path[folder_length] == '\0' ? path + folder_length
                                       : NULL;
}

const char* find(int at, const char* path, char found[PATH_MAX]) {
  char whole[2 * PATH_MAX];
  if (path[0] == '/' || at == AT_FDCWD) {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    snprintf(whole, sizeof whole, "/proc/self/fd/%d/%s", at, path);
  }
  char* slash = strrchr(whole, '/');
  const char* last = slash == NULL ? whole : slash + 1;
  char name[NAME_MAX + 1];
  snprintf(name, sizeof name, "%.*s", NAME_MAX, last);
  if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
    return realpath(whole, found) == NULL ? NULL : below(found);
  }
  if (slash != NULL) {
    slash[slash == whole ? 1 : 0] = '\0';
  }
  if (realpath(slash == NULL ? "." : whole, found) == NULL) {
    return NULL;
  }
  const size_t length = strlen(found);
  snprintf(found + length, PATH_MAX - length, "%s%s", found[length - 1] == '/' ? "" : "/", name);
  return below(found);
}

const char* find_open(int file, char found[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = folder_length == 0 ? -1 : readlink(link, found, PATH_MAX - 1);
  if (length < 0) {
    return NULL;
  }
  found[length] = '\0';
  return below(found);
}

unsigned long inode_of(int file) {
  struct stat status;
  return fstat(file, &status) == 0 ? (unsigned long)status.st_ino : 0;
}

unsigned long inode_at(int at, const char* path) {
  struct stat status;
  return fstatat(at, path, &status, AT_SYMLINK_NOFOLLOW) == 0 ? (unsigned long)status.st_ino : 0;
}

static void write_all(const void* bytes, size_t size) {
  const char* next = bytes;
  while (size > 0) {
    const long written = syscall(SYS_write, record, next, size);
    if (written <= 0) {
      stop_program("the record cannot be written");
    }
    next += written;
    size -= (size_t)written;
  }
}

void note(struct change change) {
  const int kept = errno;
  const char* path = change.path == NULL ? "" : change.path;
  const char* second = change.second == NULL ? "" : change.second;
  char line[2 * PATH_MAX + 200];
  const int length = snprintf(line, sizeof line, "%s %lu %lld %lld %zu %zu %zu\n%s%s", change.operation, change.inode,
                              change.a, change.b, strlen(path), strlen(second), change.size, path, second);
  write_all(line, (size_t)length);
  for (const struct iovec* part = change.data; change.size > 0; ++part) {
    const size_t size = part->iov_len < change.size ? part->iov_len : change.size;
    write_all(part->iov_base, size);
    change.size -= size;
  }
  errno = kept;
}
