#pragma once

#include <map>
#include <string>

#include "campaign/cases.hpp"

namespace sweep {

/// What is known of the parameters of the plan's cases, and of all parameters that choose from a catalogue.
std::map<std::string, ParameterText> parameter_texts(const Plan& plan);

} // namespace sweep
