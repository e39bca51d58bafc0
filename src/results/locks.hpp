#pragma once

#include <map>
#include <vector>

#include "io/hdf5/hdf5_file.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// What the interpreter locks of a case did to its threads: medians over repetitions, of the sum over all threads and
/// ranks.
struct LockSummary {
  double contention = 0; ///< The share of a rank's time for which its lock was held, mean over locks and ranks: 0 … 1,
                         ///< the meaning of gilknocker's contention_metric; 0 where no thread needs a lock.
  double held = 0; ///< s, as the three that follow: see LockUse.
  double waiting = 0;
  double released = 0;
  double device = 0;
  double switch_rate = 0; ///< A second of the slowest rank's time.
  double requested_drops = 0;
  double voluntary_drops = 0;
  double forced_waits = 0;
  double timed_out_waits = 0;
};

/// By case; those that have locks.
std::map<std::int64_t, LockSummary> summarise_locks(const Result& result);

/// "held", "waiting", "released" or "device": the column `state`.
std::string_view name(LockState state);

/// /locks: a row a (case, repetition, rank, thread).
Table locks_table(const std::vector<LockSample>& locks);

/// /contention: a row a case with locks, derived from /locks and /samples.
Table contention_table(const Result& result);

/// /trace/<case>, one a case that has a trace: a row a span. Attribute `untraced`: how many spans had no room.
void write_traces(Hdf5File& file, const std::map<std::int64_t, TraceRecord>& traces);

/// The table of one case's trace, what belongs to it, and reading both.
Table trace_table(const TraceRecord& trace);
Attributes trace_attributes(const TraceRecord& trace);
TraceRecord read_trace(const Table& table, const Attributes& attributes, std::int64_t version);

/// Adds what a thread did in a stage to what it did in the stages before.
void add_stage(LockUse& sum, const LockUse& stage);

/// Reads /locks into `result`, whose samples are known. Without columns it is of an older version. Throws
/// std::out_of_range naming a column, or a sample, that is missing.
void read_locks(const Table& locks, std::int64_t version, Result& result);

/// Reads /trace into `result`. A file without it is one of an older version. Throws std::out_of_range naming a column
/// that is missing, and for an unknown state.
void read_traces(const Hdf5File& file, std::int64_t version, Result& result);

/// Adds what is known of the columns of /locks, /contention and /trace.
void describe_locks(std::vector<ColumnText>& all);

} // namespace sweep
