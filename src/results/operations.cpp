#include "results/operations.hpp"

#include <algorithm>
#include <map>

#include "core/errors.hpp"

namespace sweep {
namespace {

template <typename T>
struct PhaseField {
  const char* name;
  const char* unit;
  T PhaseSample::*member;
};

constexpr PhaseField<double> times[]{{"begin_s", "s", &PhaseSample::begin_s},
                                     {"open_s", "s", &PhaseSample::open_s},
                                     {"transfer_s", "s", &PhaseSample::transfer_s},
                                     {"sync_s", "s", &PhaseSample::sync_s},
                                     {"close_s", "s", &PhaseSample::close_s}};
constexpr PhaseField<std::int64_t> keys[]{{"case", "1", &PhaseSample::case_index},
                                          {"repetition", "1", &PhaseSample::repetition},
                                          {"rank", "1", &PhaseSample::rank}};
constexpr PhaseField<std::int64_t> counts[]{{"items", "1", &PhaseSample::items},
                                            {"bytes", "B", &PhaseSample::bytes},
                                            {"device_read_bytes", "B", &PhaseSample::device_read_bytes}};

template <typename T>
Column column(const PhaseField<T>& field, const std::vector<PhaseSample>& phases) {
  std::vector<T> values(phases.size());
  std::ranges::transform(phases, values.begin(), [&](const PhaseSample& each) { return each.*field.member; });
  return {field.name, field.unit, std::move(values)};
}

/// What all ranks did in one repetition.
struct Repetition {
  double begin = 0;
  double end = 0;
  double bytes = 0;
  double items = 0;
  double slowest = 0; ///< Of a rank, B/s.
  double fastest = 0;

  void add(const PhaseSample& rank) {
    const double own = static_cast<double>(rank.bytes) / (rank.end_s() - rank.begin_s);
    const bool first = end == 0;
    begin = first ? rank.begin_s : std::min(begin, rank.begin_s);
    end = std::max(end, rank.end_s());
    slowest = first ? own : std::min(slowest, own);
    fastest = std::max(fastest, own);
    bytes += static_cast<double>(rank.bytes);
    items += static_cast<double>(rank.items);
  }
};

template <typename Value>
Summary over(const std::map<std::int64_t, Repetition>& repetitions, Value value) {
  std::vector<double> values(repetitions.size());
  std::ranges::transform(repetitions, values.begin(), [&](const auto& each) { return value(each.second); });
  return summarise(values);
}

using Phases = std::vector<const PhaseSample*>;

double total(const Phases& phases, double PhaseSample::*member) {
  double sum = 0;
  for (const PhaseSample* each : phases) {
    sum += each->*member;
  }
  return sum;
}

/// Of one operation of one case, of which these are the phases.
OperationSummary summarise_phases(const Phases& phases) {
  std::map<std::int64_t, Repetition> repetitions;
  double bytes = 0;
  double from_devices = 0;
  for (const PhaseSample* each : phases) {
    repetitions[each->repetition].add(*each);
    bytes += static_cast<double>(each->bytes);
    from_devices += static_cast<double>(each->device_read_bytes);
  }
  SWEEP_EXPECT(!phases.empty());
  const double open = total(phases, &PhaseSample::open_s);
  const double transfer = total(phases, &PhaseSample::transfer_s);
  const double sync = total(phases, &PhaseSample::sync_s);
  const double close = total(phases, &PhaseSample::close_s);
  const double all = open + transfer + sync + close;
  const auto count = static_cast<double>(repetitions.size());
  const Summary items = over(repetitions, [](const Repetition& each) { return each.items; });
  return {.time = over(repetitions, [](const Repetition& each) { return each.end - each.begin; }),
          .bandwidth = over(repetitions, [](const Repetition& each) { return each.bytes / (each.end - each.begin); }),
          .rate = over(repetitions, [](const Repetition& each) { return each.items / (each.end - each.begin); }),
          .bytes = bytes / count,
          .items = items.median,
          .rank_low = over(repetitions, [](const Repetition& each) { return each.slowest; }).median,
          .rank_high = over(repetitions, [](const Repetition& each) { return each.fastest; }).median,
          .open_share = open / all,
          .transfer_share = transfer / all,
          .sync_share = sync / all,
          .close_share = close / all,
          .device_share = bytes > 0 ? from_devices / bytes : 0};
}

/// In one pass: there may be millions.
std::map<std::pair<std::int64_t, std::int64_t>, Phases> phases_by_operation(const Result& result) {
  std::map<std::pair<std::int64_t, std::int64_t>, Phases> phases;
  for (const PhaseSample& each : result.phases) {
    phases[{each.case_index, each.operation}].push_back(&each);
  }
  return phases;
}

/// A column of /operations that is a number.
struct Statistic {
  const char* name;
  const char* unit;
  double (*value)(const OperationSummary&);
};

constexpr Statistic statistics[]{
    {"bytes", "B", [](const auto& s) { return s.bytes; }},
    {"items", "1", [](const auto& s) { return s.items; }},
    {"median_s", "s", [](const auto& s) { return s.time.median; }},
    {"low_s", "s", [](const auto& s) { return s.time.low; }},
    {"high_s", "s", [](const auto& s) { return s.time.high; }},
    {"bandwidth", "B/s", [](const auto& s) { return s.bandwidth.median; }},
    {"bandwidth_low", "B/s", [](const auto& s) { return s.bandwidth.low; }},
    {"bandwidth_high", "B/s", [](const auto& s) { return s.bandwidth.high; }},
    {"slowest_rank", "B/s", [](const auto& s) { return s.rank_low; }},
    {"fastest_rank", "B/s", [](const auto& s) { return s.rank_high; }},
    {"rate", "1/s", [](const auto& s) { return s.rate.median; }},
    {"rate_low", "1/s", [](const auto& s) { return s.rate.low; }},
    {"rate_high", "1/s", [](const auto& s) { return s.rate.high; }},
    {"open_share", "1", [](const auto& s) { return s.open_share; }},
    {"transfer_share", "1", [](const auto& s) { return s.transfer_share; }},
    {"sync_share", "1", [](const auto& s) { return s.sync_share; }},
    {"close_share", "1", [](const auto& s) { return s.close_share; }},
    {"device_share", "1", [](const auto& s) { return s.device_share; }},
};

} // namespace

OperationSummary summarise_operation(const Result& result, std::int64_t index, std::int64_t operation) {
  return summarise_phases(phases_by_operation(result).at({index, operation}));
}

Table phases_table(const Result& result) {
  Table table;
  for (const auto& field : keys) {
    table.columns.push_back(column(field, result.phases));
  }
  std::vector<std::string> operations;
  for (const PhaseSample& each : result.phases) {
    operations.push_back(result.operations.at(each.case_index).at(static_cast<std::size_t>(each.operation)).name);
  }
  table.columns.push_back({"operation", "", std::move(operations)});
  for (const auto& field : times) {
    table.columns.push_back(column(field, result.phases));
  }
  for (const auto& field : counts) {
    table.columns.push_back(column(field, result.phases));
  }
  return table;
}

Table operations_table(const Result& result) {
  std::vector<std::int64_t> cases;
  std::vector<std::string> names;
  std::vector<std::string> transfers;
  std::vector<std::string> caches;
  std::vector<OperationSummary> summaries;
  const auto phases = phases_by_operation(result);
  for (const auto& [index, operations] : result.operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
      cases.push_back(index);
      names.push_back(operations[i].name);
      transfers.push_back(operations[i].transfers);
      caches.push_back(operations[i].cache);
      summaries.push_back(summarise_phases(phases.at({index, static_cast<std::int64_t>(i)})));
    }
  }
  Table table{{{"case", "1", std::move(cases)}, {"operation", "", std::move(names)}}};
  for (const Statistic& statistic : statistics) {
    std::vector<double> values(summaries.size());
    std::ranges::transform(summaries, values.begin(), statistic.value);
    table.columns.push_back({statistic.name, statistic.unit, std::move(values)});
  }
  table.columns.push_back({"transfers", "", std::move(transfers)});
  table.columns.push_back({"cache", "", std::move(caches)});
  return table;
}

void read_operations(const Table& operations, const Table& phases, Result& result) {
  if (operations.columns.empty() || phases.columns.empty()) { // written by an older version
    return;
  }
  for (std::size_t row = 0; row < operations.rows(); ++row) {
    result.operations[operations.get<std::int64_t>("case")[row]].push_back(
        {.name = operations.get<std::string>("operation")[row],
         .transfers = operations.get<std::string>("transfers")[row],
         .cache = operations.get<std::string>("cache")[row],
         .latency = {}});
  }
  result.phases.resize(phases.rows());
  const auto read = [&](const auto& field) {
    using T = std::decay_t<decltype(PhaseSample{}.*field.member)>;
    const std::vector<T>& values = phases.get<T>(field.name);
    for (std::size_t row = 0; row < values.size(); ++row) {
      result.phases[row].*field.member = values[row];
    }
  };
  std::ranges::for_each(keys, read);
  std::ranges::for_each(times, read);
  std::ranges::for_each(counts, read);
  for (std::size_t row = 0; row < phases.rows(); ++row) {
    const auto& known = result.operations[result.phases[row].case_index];
    const auto found =
        std::ranges::find(known, phases.get<std::string>("operation")[row], &OperationRecord::name) - known.begin();
    result.phases[row].operation = found;
  }
}

} // namespace sweep
