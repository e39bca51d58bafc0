#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/design.hpp"
#include "core/parameter.hpp"
#include "core/table.hpp"

namespace sweep {

struct WorkloadContext;

enum class Spacing { linear, logarithmic };

/// The values that one parameter of a setting takes over the settings of an experiment: a list, or `count` values from
/// `from` to `to` inclusive, or sampled between them, that are never materialised.
struct SettingAxis {
  std::string name;
  std::vector<double> list; ///< When not empty, these values; the fields below are then unused.
  double from = 0;
  double to = 0;
  std::uint64_t count = 0;
  Spacing spacing = Spacing::linear;
  bool whole = false;           ///< Values of a range are the nearest whole numbers.
  bool numbered = false;        ///< A range is from, from + 1, …, and `to` unused.
  Design design = Design::grid; ///< Of others: `count` is the number of points that all axes with a design share …
  unsigned dimension = 0;       ///< … and this the axis among those.

  std::uint64_t size() const { return list.empty() ? count : list.size(); }

  /// The value at `index` < size(); the ends are exact.
  double at(std::uint64_t index) const;

  bool operator==(const SettingAxis&) const = default;
};

/// The settings of an experiment: the grid of its axes, in the order of the descriptor's parameters, the last axis
/// running fastest. Axes with a design are sampled together and are one axis of the grid, the slowest.
struct Settings {
  std::vector<SettingAxis> axes;

  /// The product of the axes' sizes, those with a design as one (1 without axes). Throws UsageError when it exceeds
  /// 2^53.
  std::uint64_t count() const;

  /// Writes the value of every axis at `setting` < count() to `values`, which has one place an axis.
  void at(std::uint64_t setting, double* values) const;

  bool operator==(const Settings&) const = default;
};

/// What a person may ask of a setting's parameter (a radius), and what it is when nobody asks.
struct SettingParameter {
  std::string name;
  double above;   ///< Values must be greater than this …
  double maximum; ///< … and at most this.
  double from;    ///< Where an axis begins that a person gives no end; and the value when the parameter is no axis.
  double to;      ///< Where such an axis ends.
  std::string help;
  std::string unit = "1";
  bool swept = false; ///< Whether a bare `settings = N` spreads this one: of one parameter of each descriptor.
  bool whole = false; ///< Only whole numbers: steps of a path, sites of a lattice.
  /// Where nobody says where an axis ends, it is from, from + 1, …, however many settings there are: batches.
  bool numbered = false;
  bool assumed = false; ///< Nothing is known of it but its name, which somebody gave: of a kernel that is not loaded.
};

/// That parameter over its own range, without a count.
SettingAxis spread_axis(const SettingParameter& parameter);

/// What a workload whose tasks are settings says of them.
struct SettingsDescriptor {
  /// The parameters of a setting, given the workload's values.
  std::function<std::vector<SettingParameter>(const Values&)> parameters;
  /// The table a person reads, from the words of all tasks in task order.
  std::function<Table(const WorkloadContext&, std::span<const std::uint64_t> words)> estimates;
  /// What the words of all tasks of a case, in task order, show to be wrong, by statistics with a stated rate of false
  /// alarms: warnings of the case. Null where there is nothing to look at.
  std::function<std::vector<std::string>(const WorkloadContext&, std::span<const std::uint64_t> words)> doubts =
      nullptr;
  /// Bytes a setting that both take on rank 0 while they are made, at most, beside the words: for `sweep plan`.
  std::function<std::size_t(const Values&)> bytes_a_setting = nullptr;
  /// What a person reads about all settings of a problem together, a line each, from that table and the time of its
  /// fastest case. Null where there is nothing to say.
  std::function<std::vector<std::string>(const Values&, const Table& estimates, Seconds)> remarks = nullptr;
};

/// The parameter of such a workload that says how many settings there are, where [experiment.parameters] does not.
Parameter settings_parameter(std::int64_t usual);

/// The grid of settings, by walking `parameters`: an axis as `asked`, at its default otherwise. `count` is the number
/// of settings that a person asked for, 0 for none.
///
/// Without an axis asked for, the parameter that is swept takes all settings; an axis asked for without a count takes
/// those that the others leave it, as do the axes with a design together. Either takes `usual` values where `count` is
/// 0. Throws UsageError, with no place, where several have no count or the counts contradict `count`, and where an axis
/// is of no parameter.
Settings make_settings(const std::vector<SettingParameter>& parameters, const std::vector<SettingAxis>& asked,
                       std::uint64_t count, std::uint64_t usual);

} // namespace sweep
