#pragma once

#include <string>

#include "results/record.hpp"

namespace sweep {

/// A line a case for the patterns of ReFrame and JUBE, and one for all of them:
///
///     result: case=3 experiment="pi" workload=monte_carlo model=threads ranks=2 … median_s=0.001234567 …
///     results: cases=12 finished=12 failed=0 unfinished=0 status=complete
///
/// Keys are in one order, whatever a case has; in what the cases of an experiment differ stands before `status`.
/// Numbers are plain decimal ones, or nan. A word is quoted where it has other signs than these: letters, digits and
/// . _ / : , + - and the experiment always, with \" and \\ for its quotation marks and backslashes.
std::string case_lines(const Result& result);

} // namespace sweep
