#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/first_touch.hpp"

namespace sweep {

/// Starts a program as a rank beside this launch, on this host, and waits until it has told of itself by
/// answer_parent() and let go. Main thread only. Throws SystemError with MPI's words where it starts none; outside a
/// launcher, where MPI would have to start one of its own, without asking MPI.
/// @param arguments  the program's path, and what it is given
FirstTouch ask_spawned_rank(const std::vector<std::string>& arguments);

/// In that program: tells whoever started it, and lets go. Throws UsageError where nobody did.
void answer_parent(const FirstTouch& times);

} // namespace sweep
