#include "results/operations.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/errors.hpp"
#include "results/description.hpp"

namespace sweep {
namespace {

constexpr ColumnOf<PhaseSample> phase_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &PhaseSample::member, meaning, since, OverStages::over_stages},
#include "results/columns/phases.def"
#undef SWEEP_COLUMN
};

/// What all ranks did in one repetition.
struct RepetitionPhases {
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
Summary over(const std::map<std::int64_t, RepetitionPhases>& repetitions, Value value) {
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
  std::map<std::int64_t, RepetitionPhases> repetitions;
  double bytes = 0;
  double by_devices = 0;
  for (const PhaseSample* each : phases) {
    repetitions[each->repetition].add(*each);
    bytes += static_cast<double>(each->bytes);
    by_devices += static_cast<double>(each->device_read_bytes + each->device_written_bytes);
  }
  SWEEP_EXPECT(!phases.empty());
  const double open = total(phases, &PhaseSample::open_s);
  const double transfer = total(phases, &PhaseSample::transfer_s);
  const double sync = total(phases, &PhaseSample::sync_s);
  const double close = total(phases, &PhaseSample::close_s);
  const double all = open + transfer + sync + close;
  const auto count = static_cast<double>(repetitions.size());
  const Summary items = over(repetitions, [](const RepetitionPhases& each) { return each.items; });
  return {.time = over(repetitions, [](const RepetitionPhases& each) { return each.end - each.begin; }),
          .bandwidth =
              over(repetitions, [](const RepetitionPhases& each) { return each.bytes / (each.end - each.begin); }),
          .rate = over(repetitions, [](const RepetitionPhases& each) { return each.items / (each.end - each.begin); }),
          .bytes = bytes / count,
          .items = items.median,
          .rank_low = over(repetitions, [](const RepetitionPhases& each) { return each.slowest; }).median,
          .rank_high = over(repetitions, [](const RepetitionPhases& each) { return each.fastest; }).median,
          .open_share = open / all,
          .transfer_share = transfer / all,
          .sync_share = sync / all,
          .close_share = close / all,
          .device_share = bytes > 0 ? by_devices / bytes : 0};
}

/// A row of /operations.
struct OperationRow {
  std::int64_t case_index = -1;
  std::string name;
  OperationSummary summary{};
  std::string transfers;
  std::string cache;
};

constexpr ColumnOf<OperationRow> operation_columns[]{
    {"case", "1", &OperationRow::case_index, "row of /cases"},
    {"operation", "", &OperationRow::name, "a stage of its repetitions"},
    {"bytes", "B", [](const auto& row) { return row.summary.bytes; }, "of a repetition, the mean"},
    {"items", "1", [](const auto& row) { return row.summary.items; }, "of a repetition, the median"},
    {"median_s", "s", [](const auto& row) { return row.summary.time.median; }, "from the first start to the last end"},
    {"low_s", "s", [](const auto& row) { return row.summary.time.low; }, "95 % interval of the median: lower end"},
    {"high_s", "s", [](const auto& row) { return row.summary.time.high; }, "95 % interval of the median: upper end"},
    {"bandwidth", "B/s", [](const auto& row) { return row.summary.bandwidth.median; }, "as IOR defines it"},
    {"bandwidth_low", "B/s", [](const auto& row) { return row.summary.bandwidth.low; }, "95 % interval: lower end"},
    {"bandwidth_high", "B/s", [](const auto& row) { return row.summary.bandwidth.high; }, "95 % interval: upper end"},
    {"slowest_rank", "B/s", [](const auto& row) { return row.summary.rank_low; }, "its own bandwidth, the median"},
    {"fastest_rank", "B/s", [](const auto& row) { return row.summary.rank_high; }, "its own bandwidth, the median"},
    {"rate", "1/s", [](const auto& row) { return row.summary.rate.median; }, "items a second"},
    {"rate_low", "1/s", [](const auto& row) { return row.summary.rate.low; }, "95 % interval: lower end"},
    {"rate_high", "1/s", [](const auto& row) { return row.summary.rate.high; }, "95 % interval: upper end"},
    {"open_share", "1", [](const auto& row) { return row.summary.open_share; }, "of the time of all ranks"},
    {"transfer_share", "1", [](const auto& row) { return row.summary.transfer_share; }, "of the time of all ranks"},
    {"sync_share", "1", [](const auto& row) { return row.summary.sync_share; }, "of the time of all ranks"},
    {"close_share", "1", [](const auto& row) { return row.summary.close_share; }, "of the time of all ranks"},
    {"device_share", "1", [](const auto& row) { return row.summary.device_share; },
     "of the bytes, those that the kernel moved between devices and the ranks"},
    {"transfers", "", &OperationRow::transfers, "how the library carried them out, by its own word"},
    {"cache", "", &OperationRow::cache, "what stood between the reads and the device"},
};

constexpr std::size_t operation_place = 4; // of its name among the columns of /phases

} // namespace

std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary>
summarise_operations(const std::vector<PhaseSample>& phases) {
  std::map<std::pair<std::int64_t, std::int64_t>, Phases> by_operation;
  for (const PhaseSample& each : phases) {
    by_operation[{each.case_index, each.operation}].push_back(&each);
  }
  std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary> summaries;
  for (const auto& [key, own] : by_operation) {
    summaries.emplace(key, summarise_phases(own));
  }
  return summaries;
}

Table phases_table(const Result& result) {
  Table table = to_table(ColumnsOf<PhaseSample>(phase_columns), result.phases);
  std::vector<std::string> operations;
  for (const PhaseSample& each : result.phases) {
    operations.push_back(result.operations.at(each.case_index).at(static_cast<std::size_t>(each.operation)).name);
  }
  table.columns.insert(table.columns.begin() + operation_place, {"operation", "", std::move(operations)});
  return table;
}

Table operations_table(const Result& result) {
  std::vector<OperationRow> rows;
  const auto known = summarise_operations(result.phases);
  for (const auto& [index, operations] : result.operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
      rows.push_back({.case_index = index,
                      .name = operations[i].name,
                      .summary = known.at({index, static_cast<std::int64_t>(i)}),
                      .transfers = operations[i].transfers,
                      .cache = operations[i].cache});
    }
  }
  return to_table(ColumnsOf<OperationRow>(operation_columns), rows);
}

void read_operations(const Table& operations, const Table& phases, std::int64_t version, Result& result) {
  if (operations.columns.empty() || phases.columns.empty()) { // of a campaign before there were any
    return;
  }
  for (OperationRow& row : to_records(ColumnsOf<OperationRow>(operation_columns), operations, version)) {
    result.operations[row.case_index].push_back({.name = std::move(row.name),
                                                 .transfers = std::move(row.transfers),
                                                 .cache = std::move(row.cache),
                                                 .latency = {}});
  }
  result.phases = to_records(ColumnsOf<PhaseSample>(phase_columns), phases, version);
  const auto& names = phases.get<std::string>("operation");
  for (std::size_t row = 0; row < phases.rows(); ++row) {
    const auto& known = result.operations[result.phases[row].case_index];
    const auto found = std::ranges::find(known, names.at(row), &OperationRecord::name);
    if (found == known.end()) {
      throw std::out_of_range("no operation '" + names[row] + "' of case " +
                              std::to_string(result.phases[row].case_index) + ", which has phases");
    }
    result.phases[row].operation = found - known.begin();
  }
}

void describe_operations(std::vector<ColumnText>& all) {
  describe("phases", ColumnsOf<PhaseSample>(phase_columns), all);
  all.push_back({.table = "phases", .column = "operation", .meaning = "a stage of its repetitions"});
  describe("operations", ColumnsOf<OperationRow>(operation_columns), all);
}

} // namespace sweep
