#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sweep {

/// Has so many threads at once, the calling one among them, and returns once the system has forgotten the others. A
/// library that starts a team ends the program where it cannot; this throws SystemError, which is a failed case.
/// Outside the clock: about 30 µs a thread.
/// @param stack  bytes of each thread's stack; 0: the system's
void try_out_team(std::size_t threads, std::int64_t stack);

/// The stack of OpenMP's threads in bytes where its variables (OMP_STACKSIZE, GOMP_STACKSIZE) ask for one.
std::optional<std::int64_t> openmp_stack();

} // namespace sweep
