#pragma once

#include <cstddef>

#include "core/clock.hpp"

namespace sweep {

/// What a worker that has just been started tells of itself. Trivially copyable: a process sends it as bytes.
struct FirstTouch {
  Instant ready = 0;   ///< When it ran its first line.
  Instant touched = 0; ///< When it had written to every page of new memory.
};

/// In that worker, first of all: takes `bytes` from the system, writes to each page of them, and gives them back. Safe
/// in a process that was forked: asks the kernel alone. Throws SystemError where there is no such memory.
FirstTouch touch_new_memory(std::size_t bytes);

} // namespace sweep
