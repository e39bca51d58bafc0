#pragma once

#include <vector>

#include "core/parameter.hpp"

namespace sweep {

/// The parameters of model `gil`: its own, and those of each policy, which are there only with it.
std::vector<Parameter> gil_parameters();

} // namespace sweep
