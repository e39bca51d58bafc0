#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/operations.hpp"

namespace sweep {

/// What the finished ones of these cases did apart, a line an operation: bandwidth or rate with its interval, and what
/// the time went into. Empty where they have no operations.
/// @param varying    the parameters that tell the cases apart
/// @param summaries  by case and operation
std::string operations_text(const Result& result, const std::vector<std::size_t>& cases,
                            const std::vector<std::string>& varying,
                            const std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary>& summaries);

} // namespace sweep
