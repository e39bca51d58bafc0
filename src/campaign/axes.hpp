#pragma once

#include <vector>

#include "campaign/launch.hpp"
#include "campaign/plan.hpp"

namespace sweep {

/// The values of an axis with the words that stand for numbers of this launch replaced.
std::vector<Value> resolve(const Axis& axis, const Launch& launch);

/// The values that `parameters` take in one combination of axes.
Values pick(const std::vector<Parameter>& parameters, const Values& combination);

/// The grid of settings: as written, or the default axis of the kernel; `settings` in `values` says how many where the
/// grid doesn't, and is set to their number. Throws UsageError where the two contradict each other.
Settings settings_of(const Experiment& experiment, const Values& combination, Values& values);

} // namespace sweep
