#pragma once

#include <map>
#include <utility>
#include <vector>

#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// One operation of one case over its repetitions. Rates are bytes or items a second from the first rank's start to the
/// last one's end, as IOR defines its bandwidth.
struct OperationSummary {
  Summary time;      ///< s
  Summary bandwidth; ///< B/s; 0 for what moves no bytes.
  Summary rate;      ///< Items a second.
  double bytes = 0;  ///< Of a repetition, the mean.
  double items = 0;
  double rank_low = 0;  ///< Bandwidth of the slowest rank in a repetition, over its own time: the median …
  double rank_high = 0; ///< … and of the fastest.
  double open_share = 0;
  double transfer_share = 0; ///< Of the time of all ranks and repetitions.
  double sync_share = 0;
  double close_share = 0;
  double device_share = 0; ///< Of the bytes, those that the kernel moved between devices and the ranks.
};

/// By case and operation, of which these are all phases.
std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary>
summarise_operations(const std::vector<PhaseSample>& phases);

/// /phases: a row a (case, repetition, operation, rank).
Table phases_table(const Result& result);

/// The same of some of them.
Table phases_table(const std::vector<PhaseSample>& phases, const Result& result);

/// /operations: a row a (case, operation), derived from /phases.
Table operations_table(const Result& result);

/// Reads /operations and /phases into `result`. Throws std::out_of_range naming a column that is missing.
void read_operations(const Table& operations, const Table& phases, std::int64_t version, Result& result);

/// Adds what is known of their columns.
void describe_operations(std::vector<ColumnText>& all);

} // namespace sweep
