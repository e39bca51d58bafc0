#pragma once

#include <map>
#include <string>
#include <vector>

#include "results/locks.hpp"

namespace sweep {

/// What interpreter locks did to the finished ones of these cases, a line a case: how busy they were, what the threads'
/// time went into, how often and how quickly they were handed over. Empty where no case has locks.
/// @param varying    the parameters that tell the cases apart
/// @param summaries  by case
std::string locks_text(const Result& result, const std::vector<std::size_t>& cases,
                       const std::vector<std::string>& varying, const std::map<std::int64_t, LockSummary>& summaries);

} // namespace sweep
