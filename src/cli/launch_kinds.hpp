#pragma once

#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What launches of one campaign differ in that makes times of one no measure for another, a line each: processor,
/// cores, program and libraries. Empty where all are alike.
std::string kinds_text(const std::vector<LaunchRecord>& launches);

} // namespace sweep
