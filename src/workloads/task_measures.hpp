#pragma once

#include <mutex>
#include <span>
#include <vector>

#include "core/measure.hpp"

namespace sweep {

/// What the tasks of a rank measured, each the same things: a stage reports the medians.
class TaskMeasures {
 public:
  explicit TaskMeasures(std::size_t count) : values_(count) {}

  /// Before the tasks of a stage.
  void clear();

  /// Of one task; any thread.
  void add(std::span<const double> values);

  /// Of all since clear(): the first of a workload's measures. Not measured where there was no task.
  Measures medians() const;

 private:
  std::mutex mutex_;
  std::vector<std::vector<double>> values_; ///< By measure, one a task.
};

} // namespace sweep
