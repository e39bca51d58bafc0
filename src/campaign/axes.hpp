#pragma once

#include <vector>

#include "campaign/launch.hpp"
#include "campaign/plan.hpp"

namespace sweep {

/// The values of an axis with the words that stand for numbers of this launch replaced.
std::vector<Value> resolve(const Axis& axis, const Launch& launch);

/// The grid of settings of an experiment whose workload has any; see make_settings(). Sets the number of settings in
/// `values`.
Settings settings_of(const Experiment& experiment, const Values& combination, Values& values);

} // namespace sweep
