#pragma once

#include <cstddef>
#include <cstdint>

#include "core/tally.hpp"
#include "core/task.hpp"
#include "core/worker.hpp"

namespace sweep {

/// A number of independent tasks: what a model runs. task() may be called from several threads at once.
class TaskSet {
 public:
  virtual ~TaskSet() = default;

  virtual std::uint64_t tasks() const = 0;

  /// How many 64-bit words each task records in its tally.
  virtual std::size_t words_per_task() const = 0;

  /// The task of that index < tasks(). It records its words once, under an index of its own < tasks(). This set, the
  /// worker and the tally must outlive it.
  virtual Task task(std::uint64_t index, Worker& worker, Tally& tally) const = 0;
};

} // namespace sweep
