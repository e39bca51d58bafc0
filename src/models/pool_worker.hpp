#pragma once

#include "core/model.hpp"

namespace sweep {

/// Does what its requests ask for until their end: the part of a worker process of model `process_pool`. Tells by its
/// answers what goes wrong, and throws nothing. On the process's main thread, without MPI and OpenMP.
/// @param requests  a descriptor that PoolRequests are read from
/// @param answers   one that PoolAnswers are written to
void serve_pool(const TaskSet& work, int requests, int answers) noexcept;

/// The same in a process that was started anew: the first thing on standard input, from which requests come, is a
/// recipe; the tasks are what `make` makes of it.
void serve_pool_anew(const MakeTasks& make) noexcept;

} // namespace sweep
