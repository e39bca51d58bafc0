#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "workloads/counters/between.hpp"

namespace sweep {

/// A counter that the workers of a rank share, and a way to increment it. A process that is forked meanwhile has one of
/// its own.
class Counter {
 public:
  virtual ~Counter() = default;

  /// Increments it so often. Any number of threads.
  virtual void increment(std::uint64_t times, Between& between) = 0;

  /// What it stands at, once nobody increments it: it began at 0.
  virtual std::uint64_t value() = 0;
};

/// A way to increment. Its file defines it; catalogue.def names the file.
struct CounterDescriptor {
  std::string name;
  std::string summary;
  std::function<std::unique_ptr<Counter>()> make;
  bool openmp = false; ///< It uses OpenMP's directives.
  bool loses = false;  ///< Increments may be lost, as is meant.
};

} // namespace sweep
