#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/histogram.hpp"
#include "core/lock_report.hpp"
#include "core/parameter.hpp"
#include "core/statistics.hpp"
#include "core/table.hpp"
#include "results/columns.hpp"
#include "results/measure_record.hpp"
#include "results/operation_record.hpp"
#include "results/part_record.hpp"

namespace sweep {

/// What one rank measured in one repetition of one case: a row of /samples, columns/samples.def. Seconds, bytes and
/// counts. Trivially copyable, so that ranks can send it as bytes.
struct Sample {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "results/columns/samples.def"
#undef SWEEP_COLUMN
};

/// The median of the repetitions that one launch measured of a case.
struct LaunchMedian {
  std::int64_t launch;
  double seconds;
};

/// What one thread did with an interpreter lock in one repetition: a row of /locks.
struct LockSample {
  std::int64_t case_index;
  std::int64_t launch = 0;
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

/// One start of the program that measured into the file: a row of /launches, columns/launches.def.
struct LaunchRecord {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "results/columns/launches.def"
#undef SWEEP_COLUMN
};

enum class CaseStatus { unfinished, finished, failed };

/// A row of /cases: columns/cases.def, and what is kept as something else than it is in the table.
struct CaseRecord {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "results/columns/cases.def"
#undef SWEEP_COLUMN
  Values parameters; ///< Every other parameter of its workload and model.
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

/// /campaign.
struct CampaignRecord {
  std::string name;
  std::uint64_t seed = 0;
  std::string toml; ///< Verbatim; itself a valid input.
  std::string command_line;
  std::int64_t min_repetitions = 6; ///< Of a case in a launch, for the launch to count in what is said of launches.
  std::int64_t launches = 1;        ///< That the campaign asks for.
  std::string decision_rules = {};  ///< By which a decision table is made of its cases, as TOML; empty: there is none.
};

/// What the draws of one problem say: /estimates/<experiment>/<problem>.
struct EstimatesRecord {
  std::string experiment;
  std::int64_t problem = 0; ///< From 0 within the experiment.
  Values varying;           ///< The parameters in which the experiment's problems differ.
  Table table;
};

/// What is known of a parameter of cases.
struct ParameterText {
  std::string unit = "1";
  std::string meaning = {};
  bool chooses = false;                   ///< An entry of a catalogue: it has a column even where no case has it.
  std::optional<std::size_t> column = {}; ///< Of the file that was read: its type, as the index in Value.

  bool operator==(const ParameterText& other) const {
    return unit == other.unit && meaning == other.meaning && chooses == other.chooses;
  }
};

/// Name and value of an attribute of /provenance, in order.
using Provenance = std::vector<std::pair<std::string, Value>>;

/// All that a result file holds but what derives from it, and what reading it showed.
struct Result {
  std::string identity;   ///< Random, by which the journal knows it.
  std::int64_t saves = 0; ///< How often it was written: what the journal beside it has came after that.
  std::string created;    ///< UTC, ISO 8601.
  bool complete = false;
  CampaignRecord campaign;
  PartRecord part = {};
  Provenance provenance; ///< Of the first launch.
  std::vector<LaunchRecord> launches;
  std::vector<OriginRecord> origins = {}; ///< By launch, of a merged result; else none.
  std::vector<CaseRecord> cases;
  std::vector<Sample> samples;
  std::vector<std::vector<LaunchMedian>> medians;  ///< By case, of launches without samples: see read_medians().
  std::map<std::int64_t, LatencyRecord> latencies; ///< By case; those that have any.
  std::vector<PhaseSample> phases;                 ///< Of cases with operations.
  std::map<std::int64_t, std::vector<OperationRecord>> operations; ///< By case; those that have any, in order.
  std::vector<LockSample> locks;                                   ///< Of cases with interpreter locks.
  std::vector<MeasureSample> measures;                             ///< Of cases whose workload measures something.
  std::map<std::int64_t, TraceRecord> traces;                      ///< By case; those that have one.
  std::vector<EstimatesRecord> estimates;                          ///< In order of problem.
  std::map<std::string, ParameterText> parameters;                 ///< What is known of the cases' parameters.
  std::vector<MeasureText> measure_texts;                          ///< What is known of its measures.
  std::uint64_t journal_bytes = 0;                                 ///< Of the journal it was read with. Not stored.
  std::vector<std::string> notes; ///< What reading the file or its journal showed to be wrong. Not stored.
};

} // namespace sweep
