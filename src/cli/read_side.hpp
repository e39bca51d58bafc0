#pragma once

#include <string>

#include "results/side.hpp"

namespace sweep {

/// Reads a result file for a comparison, and says on standard error what whoever reads it must know, such as damage.
/// Throws UsageError.
Side read_side(const std::string& file);

} // namespace sweep
