#pragma once

#include "cli/formats/json_writer.hpp"
#include "results/record.hpp"

namespace sweep {

/// The decision table, as member `decision`: an array of problems, each with its ways. Nothing for a result without
/// decision rules. Throws UsageError where those cannot be read.
void write_decision(JsonWriter& json, const Result& result);

} // namespace sweep
