#pragma once

#include <sys/types.h>

namespace sweep {

/// In a process that has just been forked: ends with `parent`, however that ends, and is ended by nothing but its own
/// crash, or SIGKILL. What asks for an end from outside, such as a terminal's Ctrl-C for all its processes, is the
/// parent's to heed. Whatever MPI or a sanitizer does about a crash is the parent's too: here the kernel's default
/// holds.
void belong_to(pid_t parent);

/// Ends such a process at once: what its parent's objects would do at the end is the parent's to do.
[[noreturn]] void end_offspring(bool well);

} // namespace sweep
