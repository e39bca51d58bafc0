#pragma once

#include "campaign/ensemble.hpp"
#include "results/record.hpp"

namespace sweep {

/// What a timed repetition of case `index`, measured by that launch, adds to the result.
Result collect(const Measurement& measurement, const Plan& plan, std::size_t index, std::int64_t launch);

/// What its stages warn of.
std::vector<std::string> stage_warnings(const Measurement& measurement);

} // namespace sweep
