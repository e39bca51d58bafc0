#pragma once

#include <cstdint>
#include <string>

#include "core/measure.hpp"
#include "results/columns.hpp"

namespace sweep {

/// What a workload measured itself on one rank in one repetition: a row of /measures, columns/measures.def.
struct MeasureSample {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "results/columns/measures.def"
#undef SWEEP_COLUMN
};

/// As MeasureSample::over_ranks.
inline constexpr const char* over_ranks_sum = "sum";
inline constexpr const char* over_ranks_most = "most";

} // namespace sweep
