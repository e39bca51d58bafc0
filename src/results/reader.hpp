#pragma once

#include <filesystem>

#include "results/record.hpp"

namespace sweep {

/// Reads a result file, complete or partial; summary_table() derives the rest. See read_cases() for what a parameter
/// that a case lacks becomes. Main thread only.
/// Throws UsageError, ending in the remedy, for a path that is not a result file of this or an older sweep, and for one
/// that cannot be read.
Result read(const std::filesystem::path& path);

} // namespace sweep
