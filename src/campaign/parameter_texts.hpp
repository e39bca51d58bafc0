#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaign/cases.hpp"

namespace sweep {

/// What is known of the parameters of the plan's cases, and of all parameters that choose from a catalogue.
std::map<std::string, ParameterText> parameter_texts(const Plan& plan);

/// What is known of the measures of the plan's workloads, each name once.
std::vector<MeasureText> measure_texts(const Plan& plan);

} // namespace sweep
