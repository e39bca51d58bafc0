#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/statistics.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// What the repetitions of a case say: a row of /summary.
///
/// The time of a repetition is that of its slowest rank. Speed-up: the median time a task of the case's base by its
/// own, 1 for a base itself, NaN without a base or before that is timed, and where one of the two has left out tasks. A
/// task, because a base that waits runs only some of the tasks. Efficiency: speed-up by (ranks x threads).
struct CaseSummary {
  std::int64_t case_index = -1;
  Summary time{};
  std::int64_t repetitions = 0;
  double speedup = std::numeric_limits<double>::quiet_NaN();
  Interval speedup_interval{}; ///< See ratio_interval().
  double efficiency = std::numeric_limits<double>::quiet_NaN();
};

/// Of every case that has samples, in order of `case`.
std::vector<CaseSummary> summarise_cases(const Result& result);

/// /summary: the same as a table.
Table summary_table(const Result& result);

/// Adds what is known of its columns.
void describe_summary(std::vector<ColumnText>& all);

} // namespace sweep
