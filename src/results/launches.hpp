#pragma once

#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// In what a launch differs from another in what can change its times, a line each: "processor: EPYC, before Xeon".
std::vector<std::string> differences(const LaunchRecord& before, const LaunchRecord& now);

/// How many launches measured the whole campaign, or began to: one that goes on with another is none of its own.
std::int64_t whole_launches(const std::vector<LaunchRecord>& launches);

} // namespace sweep
