#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "results/record.hpp"

namespace sweep {

/// What the workload of an experiment says of its answers, such as a benchmark's own lines: of each problem, for the
/// fastest of its cases, which a line before them names. Empty where it says nothing.
/// @param medians  of the time of a repetition, by case; of those that have one
std::string answers_text(const Result& result, const std::string& experiment,
                         const std::map<std::int64_t, double>& medians);

} // namespace sweep
