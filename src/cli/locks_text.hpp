#pragma once

#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What interpreter locks did to the finished cases of an experiment, a line a case: how busy they were, what the
/// threads' time went into, how often and how quickly they were handed over. Empty where no case has locks.
/// @param varying  the parameters that tell its cases apart
std::string locks_text(const Result& result, const std::string& experiment, const std::vector<std::string>& varying);

} // namespace sweep
