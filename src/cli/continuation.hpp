#pragma once

#include <string>
#include <vector>

#include "campaign/cases.hpp"
#include "results/record.hpp"

namespace sweep {

/// An existing result that a launch goes on with.
struct Continuation {
  Result result;                          ///< All that it has; the new launch is the last of its launches.
  bool is_complete = false;               ///< Nothing is left to do.
  std::vector<std::string> warnings = {}; ///< In what the launch differs from the first one; what reading it told.
};

/// Reads the result at `path` for a launch that measures `plan`, of which `begun` is what a new result would hold.
/// @param append  measure all once more, also where nothing is left
/// Throws UsageError where the file is none, is damaged, or is of another campaign, in words that say the difference.
Continuation continue_result(const std::string& path, bool append, const Plan& plan, const Result& begun);

} // namespace sweep
