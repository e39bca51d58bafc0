#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sweep {

enum class Spacing { linear, logarithmic };

/// The values that one parameter of a kernel takes over the settings of an experiment: a list, or `count` values from
/// `from` to `to` inclusive that are never materialised.
struct SettingAxis {
  std::string name;
  std::vector<double> list; ///< When not empty, these values; the fields below are then unused.
  double from = 0;
  double to = 0;
  std::uint64_t count = 0;
  Spacing spacing = Spacing::linear;

  std::uint64_t size() const { return list.empty() ? count : list.size(); }

  /// The value at `index` < size(); the ends are exact.
  double at(std::uint64_t index) const;
};

/// The settings of an experiment: the grid of its axes, the last axis running fastest.
struct Settings {
  std::vector<SettingAxis> axes;

  /// The product of the axes' sizes (1 without axes). Throws UsageError when it exceeds 2^53.
  std::uint64_t count() const;

  /// Writes the value of every axis at `setting` < count() to `values`, which has one place an axis.
  void at(std::uint64_t setting, double* values) const;
};

} // namespace sweep
