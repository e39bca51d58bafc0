#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/clock.hpp"
#include "core/split_mix.hpp"

namespace sweep {

/// How long tasks take: a function of the task's number, so that whoever runs it, it takes as long.
struct TaskLengths {
  Instant mean = 0;    ///< Nanoseconds.
  bool uneven = false; ///< Exponentially distributed about the mean: many short ones, few long. Else all alike.
  /// Where each has a length of its own: when task i ends, in place i + 1, if they follow each other from 0 on.
  std::shared_ptr<const std::vector<Instant>> ends = nullptr;

  Instant of(std::uint64_t task) const {
    if (ends) {
      return of(task, task + 1);
    }
    if (!uneven) {
      return mean;
    }
    const double unit = SplitMix(task).next_unit();
    return static_cast<Instant>(-std::log1p(-unit) * static_cast<double>(mean));
  }

  /// Of the tasks [first, last) together.
  Instant of(std::uint64_t first, std::uint64_t last) const {
    if (ends) {
      return (*ends)[last] - (*ends)[first];
    }
    if (!uneven) {
      return mean * static_cast<Instant>(last - first);
    }
    Instant sum = 0;
    for (std::uint64_t task = first; task < last; ++task) {
      sum += of(task);
    }
    return sum;
  }
};

} // namespace sweep
