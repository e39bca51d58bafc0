#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sweep {

/// A way in which Python runs the items of workload `python`. What it does is Python's:
/// analysis/sweep_measure/executors.
struct ExecutorDescriptor {
  /// What it has, to be added up.
  enum Has : unsigned { none = 0, workers = 1, chunks = 2, in_flight = 4 };

  std::string name;
  std::string summary;
  std::string needs; ///< Of a program: what is to be changed for it.
  unsigned has = none;
};

/// Every executor that exists, in the order of catalogue.def; the first is the base of the others.
std::span<const ExecutorDescriptor> executors();

/// The executor of that name, or null.
const ExecutorDescriptor* find_executor(std::string_view name);

/// The names of those that have that.
std::vector<std::string> executors_with(ExecutorDescriptor::Has has);

} // namespace sweep
