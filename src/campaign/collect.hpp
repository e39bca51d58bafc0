#pragma once

#include "campaign/ensemble.hpp"
#include "results/record.hpp"

namespace sweep {

/// Adds what a timed repetition of case `index` gave to the result.
void collect(const Measurement& measurement, const Plan& plan, std::size_t index, Result& result);

} // namespace sweep
