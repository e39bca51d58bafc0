#pragma once

#include "results/record.hpp"

namespace sweep {

/// /summary: a row for every case that has samples, in order of `case`, with the statistics of core/statistics.hpp over
/// its repetitions. The time of a repetition is that of its slowest rank.
///
/// Columns: case, median_s, low_s, high_s, q1_s, q3_s, p95_s, max_s, repetitions, speedup, efficiency.
/// Speed-up: the median time a task of the case's base by its own, 1 for a base itself, NaN without a base or before
/// that is timed. A task, because a base that waits runs only some of the tasks.
/// Efficiency: speed-up by (ranks x threads).
Table summary_table(const Result& result);

} // namespace sweep
