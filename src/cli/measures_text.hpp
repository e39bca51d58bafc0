#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "results/measures.hpp"

namespace sweep {

/// A table of what the workload of these cases measured itself, a row a measure: medians over all repetitions with
/// their intervals, of all ranks together. Empty where it measures nothing.
/// @param cases    indices of cases of one experiment
/// @param varying  parameters in which they differ
std::string measures_text(const Result& result, const std::vector<std::size_t>& cases,
                          const std::vector<std::string>& varying,
                          const std::map<std::int64_t, std::vector<MeasureSummary>>& summaries);

} // namespace sweep
