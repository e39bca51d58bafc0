#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/model.hpp"
#include "core/parameter.hpp"
#include "core/settings.hpp"
#include "core/workload.hpp"

namespace sweep {

/// When a case has been repeated often enough.
struct Repetitions {
  std::int64_t min = 6; ///< From so many on there is an interval of the median.
  std::int64_t max = 50;
  double interval = 0.05; ///< The 95 % interval of the median within this fraction of the median, either side.
};

/// One key of an [[experiment]] with the values it takes.
struct Axis {
  std::string name;
  std::vector<Value> values;
};

/// An [[experiment]]: axes that multiply to cases. Names and values are valid by the descriptors.
struct Experiment {
  std::string name;
  const WorkloadDescriptor* workload = nullptr;
  std::vector<Axis> axes;            ///< As written, in order; `model` among them.
  std::vector<SettingAxis> settings; ///< [experiment.parameters]; a count of 0 stands for the parameter `settings`.
  std::string where;                 ///< For messages: "lecture.toml:9:1".
};

/// A campaign as written; nothing is expanded yet.
struct Campaign {
  std::string name;
  std::uint64_t seed = 215; ///< The default of interface.md's example.
  Repetitions repetitions;
  std::int64_t warmup = 1;
  Seconds time_limit = 0;    ///< 0: none.
  std::int64_t launches = 1; ///< Of the whole campaign, as a rule by scripts.
  std::string toml;
  std::vector<Experiment> experiments;
};

/// The parameters that every case has, whatever its workload and model: `ranks`, `cores`, `schedule`, `chunk`.
const std::vector<Parameter>& harness_parameters();

} // namespace sweep
