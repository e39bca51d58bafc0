#pragma once

#include <string>
#include <vector>

#include "results/noise.hpp"

namespace sweep {

/// What can be seen on the machine where `side` was measured: a table an experiment, and what a reader must know of it.
std::string noise_text(const Side& side, const std::vector<CaseNoise>& noise);

} // namespace sweep
