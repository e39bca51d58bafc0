/* The record of record_writes.c: what is to be written down, where and in which order. */
#ifndef SWEEP_RECORD_H
#define SWEEP_RECORD_H

#include <linux/limits.h>
#include <stddef.h>
#include <sys/uio.h>

/* Hidden, since what these are called might be another's name in the program. */
#pragma GCC visibility push(hidden)

/* Held while a change is made and written down. Calls on other files go without it: they may wait for each other. */
void lock(void);
void unlock(void);

/* Where a path, as it is given to a system call, lies below the recorded folder, or NULL; the folder's own place is "".
 * Links are followed but for the last name. */
const char* find(int at, const char* path, char found[PATH_MAX]);

/* The same for an open file; one that was removed is still seen, by the name that it had. */
const char* find_open(int file, char found[PATH_MAX]);

unsigned long inode_of(int file);
unsigned long inode_at(int at, const char* path);

/* A line of the record. */
struct change {
  const char* operation;
  unsigned long inode;
  long long a;
  long long b;
  const char* path;
  const char* second;
  const struct iovec* data; /* as many of its bytes as `size` says */
  size_t size;
};

/* Writes it down; errno stays. */
void note(struct change change);

/* For what the record could not tell truly. */
void stop_program(const char* why);

#pragma GCC visibility pop
#endif
