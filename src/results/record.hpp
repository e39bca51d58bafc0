#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/histogram.hpp"
#include "core/lock_report.hpp"
#include "core/parameter.hpp"
#include "core/statistics.hpp"
#include "core/table.hpp"

namespace sweep {

/// What one rank measured in one repetition of one case: a row of /samples. Seconds, bytes and counts.
/// Trivially copyable, so that ranks can send it as bytes.
struct Sample {
  std::int64_t case_index;
  std::int64_t repetition; ///< From 0 within the case.
  std::int64_t order;      ///< From 0 within the campaign: when it ran.
  std::int64_t rank;       ///< Within the case.
  double wall_s;           ///< From the common start to this rank's own end, less the time between stages.
  double cpu_s;            ///< Processor time of all its threads.
  double wait_s;           ///< Waiting for devices, mean over its workers.
  double lock_s;           ///< Waiting for an interpreter lock, mean over its workers.
  double dispatch_s;       ///< Getting chunks, mean over its workers.
  double idle_s;           ///< From its own end to the last rank's.
  std::int64_t tasks;
  std::int64_t rss_bytes;        ///< Resident memory after the repetition.
  std::int64_t peak_rss_bytes;   ///< The most resident memory in the repetition.
  std::int64_t rss_growth_bytes; ///< That, less what was resident before the model was made.
  std::int64_t stack_bytes;      ///< Address space reserved for the stacks of threads that the model started.
  std::int64_t voluntary_switches;
  std::int64_t involuntary_switches;
};

/// What one rank did in one stage of a repetition: a row of /phases. Seconds, bytes and counts. Trivially copyable.
struct PhaseSample {
  std::int64_t case_index;
  std::int64_t repetition;
  std::int64_t operation; ///< Index among the case's operations.
  std::int64_t rank;
  double begin_s;    ///< From the operation's common start to this rank's own; the phases follow without a gap.
  double open_s;     ///< Opening files.
  double transfer_s; ///< The tasks.
  double sync_s;     ///< Waiting until all is on the device, where that is asked for once for all.
  double close_s;
  std::int64_t items;             ///< Tasks that moved something: fewer than there are where a deadline came.
  std::int64_t bytes;             ///< Written or read.
  std::int64_t device_read_bytes; ///< What the kernel fetched from devices for this rank; the rest was in memory.

  double end_s() const { return begin_s + open_s + transfer_s + sync_s + close_s; }
};

/// What one thread did with an interpreter lock in one repetition: a row of /locks.
struct LockSample {
  std::int64_t case_index;
  std::int64_t repetition;
  std::int64_t rank;
  LockUse use;
};

/// A row of /trace/<case>. Seconds from the repetition's common start, less the time between stages.
struct TraceSpan {
  std::int64_t rank;
  std::int64_t thread;
  LockState state;
  double begin_s;
  double end_s;
};

/// What the threads of a case did in its first timed repetition: by rank, by thread, in order of time.
struct TraceRecord {
  std::vector<TraceSpan> spans;
  std::int64_t untraced = 0; ///< Spans for which there was no room.
};

enum class CaseStatus { unfinished, finished, failed };

/// A row of /cases.
struct CaseRecord {
  std::string experiment;
  std::string workload;
  std::string kernel; ///< Empty where the workload has none.
  std::string model;
  std::string policy; ///< Empty where the model has none.
  std::int64_t ranks = 1;
  std::int64_t threads = 1; ///< Workers of a rank.
  std::string schedule;
  std::int64_t chunk = 1;
  std::int64_t tasks = 0;
  std::int64_t base = -1; ///< The index of the case that is its serial base.
  double wait_s = 0;      ///< That a task was asked to wait for devices.
  double bound_s = 0;     ///< The least time by the model's closed form, from wait_s and the processor time measured.
  Values parameters;      ///< Every other parameter of its workload and model.
  CaseStatus status = CaseStatus::unfinished;
  std::string error;
  std::vector<std::string> warnings;
  std::uint64_t checksum = 0; ///< Digest of the exact tally, the same for every case with the same work.
};

/// How late or how long the tasks of one case were, over all its timed repetitions: /latency/<case>.
struct LatencyRecord {
  std::string meaning; ///< Of `latency`, in words; empty where the workload notes none.
  Histogram latency;
  Histogram lag;      ///< How late ready tasks were resumed; empty where the model is no loop.
  Histogram handover; ///< Of an interpreter lock to a thread that waited; empty where the model has none.
};

/// What a case did apart in each repetition, such as writing and reading, beside its times.
struct OperationRecord {
  std::string name;
  std::string transfers; ///< How the library carried the transfers out, by its own word; empty where it tells nothing.
  std::string cache;     ///< What stood between the reads and the device; empty for what does not read.
  Histogram latency;     ///< Of its transfers.
};

/// /campaign.
struct CampaignRecord {
  std::string name;
  std::uint64_t seed = 0;
  std::string toml; ///< Verbatim; itself a valid input.
  std::string command_line;
};

/// Name and value of an attribute of /provenance, in order.
using Provenance = std::vector<std::pair<std::string, Value>>;

/// All that a result file holds but what derives from it.
struct Result {
  std::string created; ///< UTC, ISO 8601.
  bool complete = false;
  CampaignRecord campaign;
  Provenance provenance;
  std::vector<CaseRecord> cases;
  std::vector<Sample> samples;
  std::map<std::int64_t, LatencyRecord> latencies;                 ///< By case; those that have any.
  std::vector<PhaseSample> phases;                                 ///< Of cases with operations.
  std::map<std::int64_t, std::vector<OperationRecord>> operations; ///< By case; those that have any, in order.
  std::vector<LockSample> locks;                                   ///< Of cases with interpreter locks.
  std::map<std::int64_t, TraceRecord> traces;                      ///< By case; those that have one.
  std::map<std::string, Table> estimates;                          ///< By experiment.
  std::map<std::string, std::string> parameter_units; ///< By parameter of the cases; "1" for a number that is not here.
};

} // namespace sweep
