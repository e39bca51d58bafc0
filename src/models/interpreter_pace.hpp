#pragma once

#include <optional>
#include <vector>

#include "core/busy_steps.hpp"
#include "core/parameter.hpp"

namespace sweep {

/// `pace` and `iteration_cost`: the parameters of models whose workers may work as slowly as an interpreter does.
std::vector<Parameter> interpreter_pace_parameters();

/// What the values ask for; none: the pace of this program.
/// @param loop      what steps take
/// @param slowdown  of interpreted work, by which an iteration takes longer than `iteration_cost`
std::optional<Pace> interpreter_pace(const Values& values, const LoopTimes& loop, double slowdown = 1);

/// How many steps take so long.
std::uint64_t steps_for(Seconds duration, Seconds step);

/// For ModelDescriptor::base_values: a case at an interpreter's pace is compared with one at that pace.
Values base_at_pace(const Values& values);

} // namespace sweep
