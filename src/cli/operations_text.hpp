#pragma once

#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What the finished cases of an experiment did apart, a line an operation: bandwidth or rate with its interval, and
/// what the time went into. Empty where they have no operations.
/// @param varying  the parameters that tell its cases apart
std::string operations_text(const Result& result, const std::string& experiment,
                            const std::vector<std::string>& varying);

} // namespace sweep
