#pragma once

#include <optional>

#include "core/busy_steps.hpp"
#include "core/model.hpp"

namespace sweep {

/// Does what its requests ask for until their end: the part of a worker process of model `process_pool`. Tells by its
/// answers what goes wrong, and throws nothing. On the process's main thread, without MPI and OpenMP.
/// @param pace      an interpreter's, of its work; none: this program's
/// @param requests  a descriptor that PoolRequests are read from
/// @param answers   one that PoolAnswers are written to
void serve_pool(const TaskSet& work, const std::optional<Pace>& pace, int requests, int answers) noexcept;

/// The same in a process that was started anew: the first thing on standard input, from which requests come, is the
/// pace and a recipe; the tasks are what `make` makes of it.
void serve_pool_anew(const MakeTasks& make) noexcept;

} // namespace sweep
