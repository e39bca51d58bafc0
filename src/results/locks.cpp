#include "results/locks.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <tuple>

#include "core/statistics.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

/// The columns of a row of /locks that are not of its LockUse, which follow.
constexpr ColumnOf<LockSample> place_columns[]{
    {"case", "1", &LockSample::case_index, "row of /cases"},
    {"launch", "1", &LockSample::launch, "row of /launches: that measured it", 3},
    {"repetition", "1", &LockSample::repetition, "from 0 within the case"},
    {"rank", "1", &LockSample::rank, "within the case"}};

constexpr ColumnOf<LockUse> use_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &LockUse::member, meaning, since, OverStages::over_stages},
#include "core/lock_use.def"
#undef SWEEP_COLUMN
};

constexpr std::array states{LockState::held, LockState::waiting, LockState::released, LockState::device};

LockState parse_state(const std::string& text) {
  const auto* const found = std::ranges::find(states, text, [](LockState state) { return name(state); });
  if (found == states.end()) {
    throw std::out_of_range("no state '" + text + "' of a thread");
  }
  return *found;
}

using Place = std::tuple<std::int64_t, std::int64_t, std::int64_t>; ///< Case, repetition, rank.

Place place_of(const LockSample& sample) {
  return {sample.case_index, sample.repetition, sample.rank};
}

std::map<Place, double> wall_times(const std::vector<Sample>& samples) {
  std::map<Place, double> walls;
  for (const Sample& each : samples) {
    walls[{each.case_index, each.repetition, each.rank}] = each.wall_s;
  }
  return walls;
}

/// What all threads of all ranks did in one repetition.
struct RepetitionLocks {
  double time = 0; ///< Of the slowest rank.
  LockUse sum{};
  std::map<std::pair<std::int64_t, std::int64_t>, double> busy; ///< By rank and lock: the share of the rank's time.

  void add(const LockSample& sample, double wall) {
    time = std::max(time, wall);
    add_stage(sum, sample.use);
    if (sample.use.lock >= 0) {
      busy[{sample.rank, sample.use.lock}] += sample.use.held_s / wall;
    }
  }

  double contention() const {
    double shares = 0;
    for (const auto& [lock, share] : busy) {
      shares += std::clamp(share, 0.0, 1.0);
    }
    return busy.empty() ? 0 : shares / static_cast<double>(busy.size());
  }
};

using Repetitions = std::map<std::int64_t, RepetitionLocks>;

template <typename Value>
double median(const Repetitions& repetitions, Value value) {
  std::vector<double> values(repetitions.size());
  std::ranges::transform(repetitions, values.begin(),
                         [&](const auto& each) { return static_cast<double>(value(each.second)); });
  return summarise(values).median;
}

LockSummary summarise_case(const Repetitions& repetitions) {
  const auto of_sum = [&](auto LockUse::*member) {
    return median(repetitions, [&](const RepetitionLocks& each) { return each.sum.*member; });
  };
  return {.contention = median(repetitions, [](const RepetitionLocks& each) { return each.contention(); }),
          .held = of_sum(&LockUse::held_s),
          .waiting = of_sum(&LockUse::waiting_s),
          .released = of_sum(&LockUse::released_s),
          .device = of_sum(&LockUse::device_s),
          .switch_rate =
              median(repetitions,
                     [](const RepetitionLocks& each) { return static_cast<double>(each.sum.switches) / each.time; }),
          .requested_drops = of_sum(&LockUse::requested_drops),
          .voluntary_drops = of_sum(&LockUse::voluntary_drops),
          .forced_waits = of_sum(&LockUse::forced_waits),
          .timed_out_waits = of_sum(&LockUse::timed_out_waits)};
}

/// A row of /contention.
struct ContentionRow {
  std::int64_t case_index = -1;
  LockSummary summary;
};

constexpr ColumnOf<ContentionRow> contention_columns[]{
    {"case", "1", &ContentionRow::case_index, "row of /cases"},
    {"contention", "1", [](const auto& row) { return row.summary.contention; },
     "share of a rank's time for which a lock of it was held, mean over locks and ranks"},
    {"held_s", "s", [](const auto& row) { return row.summary.held; }, "of all threads and ranks; see /locks"},
    {"waiting_s", "s", [](const auto& row) { return row.summary.waiting; }, "of all threads and ranks"},
    {"released_s", "s", [](const auto& row) { return row.summary.released; }, "of all threads and ranks"},
    {"device_s", "s", [](const auto& row) { return row.summary.device; }, "of all threads and ranks"},
    {"switches_per_s", "1/s", [](const auto& row) { return row.summary.switch_rate; }, "of the slowest rank's time"},
    {"requested_drops", "1", [](const auto& row) { return row.summary.requested_drops; }, "of all threads and ranks"},
    {"voluntary_drops", "1", [](const auto& row) { return row.summary.voluntary_drops; }, "of all threads and ranks"},
    {"forced_waits", "1", [](const auto& row) { return row.summary.forced_waits; }, "of all threads and ranks"},
    {"timed_out_waits", "1", [](const auto& row) { return row.summary.timed_out_waits; }, "of all threads and ranks"},
};

constexpr ColumnOf<TraceSpan> span_columns[]{
    {"rank", "1", &TraceSpan::rank, "within the case"},
    {"thread", "1", &TraceSpan::thread, "within the rank"},
    {"state", "",
     ColumnOf<TraceSpan>::Text{[](const TraceSpan& span) { return std::string(name(span.state)); },
                               [](TraceSpan& span, const std::string& text) { span.state = parse_state(text); }},
     "held, waiting (for the lock), released or device"},
    {"begin_s", "s", &TraceSpan::begin_s, "after the repetition's start"},
    {"end_s", "s", &TraceSpan::end_s, "after the repetition's start"},
};

} // namespace

std::map<std::int64_t, LockSummary> summarise_locks(const Result& result) {
  if (result.locks.empty()) {
    return {};
  }
  const std::map<Place, double> walls = wall_times(result.samples);
  std::map<std::int64_t, Repetitions> cases;
  for (const LockSample& each : result.locks) {
    cases[each.case_index][each.repetition].add(each, walls.at(place_of(each)));
  }
  std::map<std::int64_t, LockSummary> summaries;
  for (const auto& [index, repetitions] : cases) {
    summaries.emplace(index, summarise_case(repetitions));
  }
  return summaries;
}

std::string_view name(LockState state) {
  switch (state) {
  case LockState::held:
    return "held";
  case LockState::waiting:
    return "waiting";
  case LockState::released:
    return "released";
  case LockState::device:
    break;
  }
  return "device";
}

void add_stage(LockUse& sum, const LockUse& stage) {
  add_stage(ColumnsOf<LockUse>(use_columns), sum, stage);
}

Table locks_table(const std::vector<LockSample>& locks) {
  std::vector<LockUse> uses(locks.size());
  std::ranges::transform(locks, uses.begin(), &LockSample::use);
  Table table = to_table(ColumnsOf<LockSample>(place_columns), locks);
  std::ranges::move(to_table(ColumnsOf<LockUse>(use_columns), uses).columns, std::back_inserter(table.columns));
  return table;
}

Table contention_table(const Result& result) {
  std::vector<ContentionRow> rows;
  for (const auto& [index, summary] : summarise_locks(result)) {
    rows.push_back({.case_index = index, .summary = summary});
  }
  return to_table(ColumnsOf<ContentionRow>(contention_columns), rows);
}

Table trace_table(const TraceRecord& trace) {
  return to_table(ColumnsOf<TraceSpan>(span_columns), trace.spans);
}

Attributes trace_attributes(const TraceRecord& trace) {
  return {{"untraced", trace.untraced}};
}

TraceRecord read_trace(const Table& table, const Attributes& attributes, std::int64_t version) {
  return {.spans = to_records(ColumnsOf<TraceSpan>(span_columns), table, version),
          .untraced = get<std::int64_t>(attributes, "untraced")};
}

void write_traces(Hdf5File& file, const std::map<std::int64_t, TraceRecord>& traces) {
  file.create_group("/trace");
  for (const auto& [index, trace] : traces) {
    const std::string path = "/trace/" + std::to_string(index);
    file.write_table(path, trace_table(trace));
    for (const auto& [name, value] : trace_attributes(trace)) {
      file.write_attribute(path, name, value);
    }
  }
}

void read_locks(const Table& locks, std::int64_t version, Result& result) {
  if (locks.columns.empty()) {
    return;
  }
  result.locks = to_records(ColumnsOf<LockSample>(place_columns), locks, version);
  const std::vector<LockUse> uses = to_records(ColumnsOf<LockUse>(use_columns), locks, version);
  for (std::size_t row = 0; row < uses.size(); ++row) {
    result.locks[row].use = uses[row];
  }
}

void read_traces(const Hdf5File& file, std::int64_t version, Result& result) {
  if (!file.contains("/trace")) {
    return;
  }
  for (const std::string& child : file.children("/trace")) {
    const std::string path = "/trace/" + child;
    result.traces[case_of_name(child)] = read_trace(file.read_table(path), file.read_attributes(path), version);
  }
}

void describe_locks(std::vector<ColumnText>& all) {
  describe("locks", ColumnsOf<LockSample>(place_columns), all);
  describe("locks", ColumnsOf<LockUse>(use_columns), all);
  describe("contention", ColumnsOf<ContentionRow>(contention_columns), all);
  describe("trace", ColumnsOf<TraceSpan>(span_columns), all);
}

} // namespace sweep
