#pragma once

#include <vector>

#include "core/parameter.hpp"

namespace sweep {

/// The parameters of model `gil`: its own, and those of each policy.
std::vector<Parameter> gil_parameters();

/// Gives the parameters of other policies, and of a pace that is not kept, their defaults: they mean nothing.
void settle_gil_values(Values& values);

} // namespace sweep
