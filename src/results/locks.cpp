#include "results/locks.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <tuple>

#include "core/statistics.hpp"

namespace sweep {
namespace {

/// A column that is a member of LockSample or of its LockUse.
template <typename Record, typename T>
struct Field {
  const char* name;
  const char* unit;
  T Record::*member;
};

constexpr Field<LockSample, std::int64_t> keys[]{{"case", "1", &LockSample::case_index},
                                                 {"repetition", "1", &LockSample::repetition},
                                                 {"rank", "1", &LockSample::rank}};
constexpr Field<LockUse, std::int64_t> places[]{{"thread", "1", &LockUse::thread}, {"lock", "1", &LockUse::lock}};
constexpr Field<LockUse, double> times[]{{"held_s", "s", &LockUse::held_s},
                                         {"waiting_s", "s", &LockUse::waiting_s},
                                         {"released_s", "s", &LockUse::released_s},
                                         {"device_s", "s", &LockUse::device_s}};
constexpr Field<LockUse, std::int64_t> counts[]{{"requested_drops", "1", &LockUse::requested_drops},
                                                {"voluntary_drops", "1", &LockUse::voluntary_drops},
                                                {"switches", "1", &LockUse::switches},
                                                {"forced_waits", "1", &LockUse::forced_waits},
                                                {"timed_out_waits", "1", &LockUse::timed_out_waits}};

template <typename Row, typename T>
auto& part(Row& sample, const Field<LockSample, T>& field) {
  return sample.*field.member;
}

template <typename Row, typename T>
auto& part(Row& sample, const Field<LockUse, T>& field) {
  return sample.use.*field.member;
}

/// Calls `visit` for every column of /locks in turn.
template <typename Visit>
void for_every_field(const Visit& visit) {
  std::ranges::for_each(keys, visit);
  std::ranges::for_each(places, visit);
  std::ranges::for_each(times, visit);
  std::ranges::for_each(counts, visit);
}

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
struct Repetition {
  double time = 0; ///< Of the slowest rank.
  LockUse sum{};
  std::map<std::pair<std::int64_t, std::int64_t>, double> busy; ///< By rank and lock: the share of the rank's time.

  void add(const LockSample& sample, double wall) {
    time = std::max(time, wall);
    const auto add_part = [&](const auto& field) { sum.*field.member += sample.use.*field.member; };
    std::ranges::for_each(times, add_part);
    std::ranges::for_each(counts, add_part);
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

using Repetitions = std::map<std::int64_t, Repetition>;

template <typename Value>
double median(const Repetitions& repetitions, Value value) {
  std::vector<double> values(repetitions.size());
  std::ranges::transform(repetitions, values.begin(),
                         [&](const auto& each) { return static_cast<double>(value(each.second)); });
  return summarise(values).median;
}

LockSummary summarise_case(const Repetitions& repetitions) {
  const auto of_sum = [&](auto LockUse::*member) {
    return median(repetitions, [&](const Repetition& each) { return each.sum.*member; });
  };
  return {.contention = median(repetitions, [](const Repetition& each) { return each.contention(); }),
          .held = of_sum(&LockUse::held_s),
          .waiting = of_sum(&LockUse::waiting_s),
          .released = of_sum(&LockUse::released_s),
          .device = of_sum(&LockUse::device_s),
          .switch_rate = median(
              repetitions, [](const Repetition& each) { return static_cast<double>(each.sum.switches) / each.time; }),
          .requested_drops = of_sum(&LockUse::requested_drops),
          .voluntary_drops = of_sum(&LockUse::voluntary_drops),
          .forced_waits = of_sum(&LockUse::forced_waits),
          .timed_out_waits = of_sum(&LockUse::timed_out_waits)};
}

constexpr Field<LockSummary, double> statistics[]{{"contention", "1", &LockSummary::contention},
                                                  {"held_s", "s", &LockSummary::held},
                                                  {"waiting_s", "s", &LockSummary::waiting},
                                                  {"released_s", "s", &LockSummary::released},
                                                  {"device_s", "s", &LockSummary::device},
                                                  {"switches_per_s", "1/s", &LockSummary::switch_rate},
                                                  {"requested_drops", "1", &LockSummary::requested_drops},
                                                  {"voluntary_drops", "1", &LockSummary::voluntary_drops},
                                                  {"forced_waits", "1", &LockSummary::forced_waits},
                                                  {"timed_out_waits", "1", &LockSummary::timed_out_waits}};

template <typename Function>
auto column(const std::string& name, const std::string& unit, const std::vector<TraceSpan>& spans, Function value) {
  std::vector<std::decay_t<std::invoke_result_t<Function, const TraceSpan&>>> values(spans.size());
  std::ranges::transform(spans, values.begin(), value);
  return Column{name, unit, std::move(values)};
}

Table trace_table(const std::vector<TraceSpan>& spans) {
  return {{column("rank", "1", spans, std::mem_fn(&TraceSpan::rank)),
           column("thread", "1", spans, std::mem_fn(&TraceSpan::thread)),
           column("state", "", spans, [](const TraceSpan& span) { return std::string(name(span.state)); }),
           column("begin_s", "s", spans, std::mem_fn(&TraceSpan::begin_s)),
           column("end_s", "s", spans, std::mem_fn(&TraceSpan::end_s))}};
}

std::vector<TraceSpan> read_spans(const Table& table) {
  std::vector<TraceSpan> spans;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    spans.push_back({.rank = table.get<std::int64_t>("rank")[row],
                     .thread = table.get<std::int64_t>("thread")[row],
                     .state = parse_state(table.get<std::string>("state")[row]),
                     .begin_s = table.get<double>("begin_s")[row],
                     .end_s = table.get<double>("end_s")[row]});
  }
  return spans;
}

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

Table locks_table(const std::vector<LockSample>& locks) {
  Table table;
  for_every_field([&](const auto& field) {
    std::vector<std::decay_t<decltype(part(locks.front(), field))>> values(locks.size());
    std::ranges::transform(locks, values.begin(), [&](const LockSample& row) { return part(row, field); });
    table.columns.push_back({field.name, field.unit, std::move(values)});
  });
  return table;
}

Table contention_table(const Result& result) {
  const std::map<std::int64_t, LockSummary> summaries = summarise_locks(result);
  std::vector<std::int64_t> cases(summaries.size());
  std::ranges::transform(summaries, cases.begin(), [](const auto& each) { return each.first; });
  Table table{{{"case", "1", std::move(cases)}}};
  for (const auto& statistic : statistics) {
    std::vector<double> values(summaries.size());
    std::ranges::transform(summaries, values.begin(), [&](const auto& each) { return each.second.*statistic.member; });
    table.columns.push_back({statistic.name, statistic.unit, std::move(values)});
  }
  return table;
}

void write_traces(Hdf5File& file, const std::map<std::int64_t, TraceRecord>& traces) {
  file.create_group("/trace");
  for (const auto& [index, trace] : traces) {
    const std::string path = "/trace/" + std::to_string(index);
    file.write_table(path, trace_table(trace.spans));
    file.write_attribute(path, "untraced", trace.untraced);
  }
}

void read_locks(const Table& locks, Result& result) {
  if (locks.columns.empty()) {
    return;
  }
  result.locks.resize(locks.rows());
  for_every_field([&](const auto& field) {
    using T = std::decay_t<decltype(part(result.locks.front(), field))>;
    const std::vector<T>& values = locks.get<T>(field.name);
    for (std::size_t row = 0; row < values.size(); ++row) {
      part(result.locks[row], field) = values[row];
    }
  });
  const std::map<Place, double> walls = wall_times(result.samples);
  for (const LockSample& each : result.locks) {
    if (!walls.contains(place_of(each))) {
      throw std::out_of_range("no sample of repetition " + std::to_string(each.repetition) + " of case " +
                              std::to_string(each.case_index) + ", which has locks");
    }
  }
}

void read_traces(const Hdf5File& file, Result& result) {
  if (!file.contains("/trace")) {
    return;
  }
  for (const std::string& child : file.children("/trace")) {
    const std::string path = "/trace/" + child;
    result.traces[std::stoll(child)] = {.spans = read_spans(file.read_table(path)),
                                        .untraced = std::get<std::int64_t>(file.read_attribute(path, "untraced"))};
  }
}

} // namespace sweep
