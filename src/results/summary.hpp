#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/statistics.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// What the interval of a median holds for: the words of the column `holds_for`.
namespace holds_for {
inline constexpr std::string_view one_launch = "one launch";   ///< Of its repetitions, not of how launches differ.
inline constexpr std::string_view each_launch = "each launch"; ///< As a rule: the medians of both ends over launches.
inline constexpr std::string_view launches = "launches";       ///< 95 %, of the median over launches.
inline constexpr std::string_view parts = "parts of launches"; ///< Of all repetitions, as if one launch had made them.
} // namespace holds_for

/// What the repetitions of a case say: a row of /summary.
///
/// The time of a repetition is that of its slowest rank. The launch is the unit of replication: memory lies elsewhere
/// in the next, and clocks and neighbours change, of which repetitions inside one say nothing. A launch counts that
/// measured at least CampaignRecord::min_repetitions of the case, and where it is the only one. The median is that over
/// the medians of the launches that count; its interval with one of them that of its repetitions, with two to five the
/// medians of the ends of theirs, and from six on, of which there is one, by order statistics of the launches' medians.
/// Where none counts, all repetitions are taken for those of one launch. Quartiles and beyond are of all repetitions.
///
/// Speed-up: the median time a task of the case's base by its own, launch by launch, then as the median is; 1 for a
/// base itself, NaN without a base or before that is timed, and where one of the two has left out tasks. A task,
/// because a base that waits runs only some of the tasks. Where no launch counts for both, it is the ratio of their
/// medians, and has no interval. Efficiency: speed-up by (ranks x threads).
struct CaseSummary {
  std::int64_t case_index = -1;
  double median_s = 0;
  Interval interval_s{};
  Summary times{}; ///< Of all its repetitions.
  std::int64_t repetitions = 0;
  double speedup = std::numeric_limits<double>::quiet_NaN();
  Interval speedup_interval{}; ///< In a launch see ratio_interval().
  double efficiency = std::numeric_limits<double>::quiet_NaN();
  std::string holds_for = {};
  std::int64_t launches = 0;         ///< That count.
  Interval launch_medians_s{};       ///< The least and the greatest of theirs.
  std::int64_t speedup_launches = 0; ///< That count for the case and for its base.
};

/// Of every case that has samples, in order of `case`.
std::vector<CaseSummary> summarise_cases(const Result& result);

/// /summary: the same as a table.
Table summary_table(const Result& result);

/// Adds what is known of its columns.
void describe_summary(std::vector<ColumnText>& all);

} // namespace sweep
