#pragma once

#include <functional>
#include <vector>

#include "workloads/tables/table.hpp"

namespace sweep {

/// Has so many forked workers read a table at once, each the words that `table` gives it, and look at their memory when
/// all have read. Then they end. Safe beside MPI: see WorkerProcess::forked. Throws SystemError where one cannot be
/// started, or ends before.
Reading read_forked(std::size_t workers, const std::function<ConstWords()>& table);

} // namespace sweep
