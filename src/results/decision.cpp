#include "results/decision.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "results/locks.hpp"
#include "results/measures.hpp"

namespace sweep {
namespace {

/// What a case used in one repetition, over its ranks.
struct Use {
  std::int64_t bytes = 0;
  double processor_s = 0;
  double lock_s = 0;
};

/// By case, by launch and repetition: one pass over the samples.
std::vector<std::map<std::pair<std::int64_t, std::int64_t>, Use>> uses_of(const Result& result) {
  std::vector<std::map<std::pair<std::int64_t, std::int64_t>, Use>> uses(result.cases.size());
  for (const Sample& sample : result.samples) {
    Use& use = uses[static_cast<std::size_t>(sample.case_index)][{sample.launch, sample.repetition}];
    use.bytes += sample.pss_bytes > 0 ? sample.pss_bytes : sample.peak_rss_bytes;
    use.processor_s += sample.cpu_s;
    use.lock_s = std::max(use.lock_s, sample.lock_s);
  }
  return uses;
}

double middle_of(std::vector<double> values) {
  return values.empty() ? std::numeric_limits<double>::quiet_NaN() : quantile(sorted(values), 0.5);
}

/// By how a worker is started: what that takes. "launch": what starting all ranks took, the median of launches.
std::map<std::string, double> start_ups_of(const Result& result, const StartUps& rules) {
  std::map<std::string, double> start_ups;
  const auto measures = summarise_measures(result.measures);
  for (const CaseRecord& record : result.cases) {
    const Value* way = record.parameters.find("way");
    const auto own = measures.find(record.index);
    if (record.experiment != rules.experiment || way == nullptr || own == measures.end()) {
      continue;
    }
    const auto found = std::ranges::find(own->second, rules.measure, &MeasureSummary::measure);
    if (found != own->second.end()) {
      start_ups[to_string(*way)] = found->values.median;
    }
  }
  std::vector<double> launches;
  for (const LaunchRecord& launch : result.launches) {
    if (!std::isnan(launch.start_s)) {
      launches.push_back(launch.start_s);
    }
  }
  if (!launches.empty()) {
    start_ups["launch"] = middle_of(std::move(launches));
  }
  return start_ups;
}

/// Makes the table; its members are what holds for all rows.
class Judge {
 public:
  Judge(const Result& result, const DecisionRules& rules)
      : result_(result), rules_(rules), times_(result), locks_(summarise_locks(result)), uses_(uses_of(result)),
        measures_(summarise_measures(result.measures)), start_ups_(start_ups_of(result, rules.start_ups)) {}

  DecisionRow row(std::size_t problem) const {
    DecisionRow row{.problem = problem, .cells = std::vector<Cell>(rules_.ways.size())};
    const auto sequential = std::ranges::find(rules_.ways, "sequential", &Way::name);
    const auto base = static_cast<std::size_t>(sequential - rules_.ways.begin());
    for (std::size_t index = 0; index < result_.cases.size(); ++index) {
      add(index, base, row);
    }
    row.base = base < row.cells.size() && is_timed(row.cells[base]) ? static_cast<int>(base) : -1;
    for (Cell& cell : row.cells) {
      fill(row, cell);
    }
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      row.cells[way].start_s = start_up(row.cells[way], rules_.ways[way].starts);
    }
    row.fastest = fastest(row);
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      judge(row, way);
    }
    return row;
  }

 private:
  bool is_timed(const Cell& cell) const {
    return cell.case_index >= 0 && cell.failure.empty() && times_.of(static_cast<std::size_t>(cell.case_index));
  }

  double seconds_a_task(std::size_t index) const {
    const auto& times = times_.of(index);
    return !times || result_.cases[index].status == CaseStatus::failed
               ? std::numeric_limits<double>::infinity()
               : times->median_s().median / static_cast<double>(times->tasks);
  }

  /// Puts a case into its cell, if it is of the row's problem.
  void add(std::size_t index, std::size_t base, DecisionRow& row) const {
    const CaseRecord& record = result_.cases[index];
    const std::vector<std::string>& experiments = rules_.problems[row.problem].experiments;
    const int way = rules_.way_of(record);
    if (way < 0 || std::ranges::find(experiments, record.experiment) == experiments.end()) {
      return;
    }
    Cell& cell = row.cells[static_cast<std::size_t>(way)];
    const bool is_first = cell.of_cases++ == 0;
    const bool keeps_first = static_cast<std::size_t>(way) == base;
    if (is_first ||
        (!keeps_first && seconds_a_task(index) < seconds_a_task(static_cast<std::size_t>(cell.case_index)))) {
      cell.case_index = static_cast<std::int64_t>(index);
      cell.failure = record.status == CaseStatus::failed ? record.error : std::string();
    }
    row.tasks = std::max(row.tasks, record.tasks);
  }

  /// What was measured of the cell's case.
  void fill(const DecisionRow& row, Cell& cell) const {
    if (!is_timed(cell)) {
      return;
    }
    const auto index = static_cast<std::size_t>(cell.case_index);
    const CaseRecord& record = result_.cases[index];
    cell.median_s = times_.of(index)->median_s();
    cell.scale = static_cast<double>(row.tasks) / static_cast<double>(record.tasks);
    std::vector<double> processor_s;
    std::vector<double> lock_s;
    for (const auto& [repetition, use] : uses_[index]) {
      cell.peak_bytes = std::max(cell.peak_bytes, use.bytes);
      processor_s.push_back(use.processor_s);
      lock_s.push_back(use.lock_s);
    }
    cell.processor_s = middle_of(std::move(processor_s));
    cell.lock_s = middle_of(std::move(lock_s));
    if (const auto lock = locks_.find(cell.case_index); lock != locks_.end()) {
      cell.contention = lock->second.contention;
    }
    if (row.base >= 0) {
      cell.speedup =
          times_.speedup(index, static_cast<std::size_t>(row.cells[static_cast<std::size_t>(row.base)].case_index));
      cell.efficiency = cell.speedup.median / static_cast<double>(record.ranks * record.threads);
    }
  }

  double start_up(const Cell& cell, const std::string& how) const {
    if (rules_.start_ups.of_each_case()) {
      return own_start_up(cell.case_index);
    }
    const auto known = start_ups_.find(how);
    if (cell.case_index < 0 || known == start_ups_.end()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const CaseRecord& record = result_.cases[static_cast<std::size_t>(cell.case_index)];
    return known->second * (how == "launch" ? 1.0 : static_cast<double>(record.threads));
  }

  /// As its workload measured it; NaN where it did not.
  double own_start_up(std::int64_t index) const {
    const auto own = measures_.find(index);
    if (own != measures_.end()) {
      const auto found = std::ranges::find(own->second, rules_.start_ups.measure, &MeasureSummary::measure);
      return found == own->second.end() ? std::numeric_limits<double>::quiet_NaN() : found->values.median;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  int fastest(const DecisionRow& row) const {
    int found = -1;
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      const double speedup = row.cells[way].speedup.median;
      const bool is_faster = found < 0 || speedup > row.cells[static_cast<std::size_t>(found)].speedup.median;
      if (!rules_.ways[way].apart && !std::isnan(speedup) && is_faster) {
        found = static_cast<int>(way);
      }
    }
    return found;
  }

  void judge(DecisionRow& row, std::size_t way) const {
    Cell& cell = row.cells[way];
    if (cell.case_index < 0) {
      return;
    }
    cell.has_verdict = !cell.failure.empty() || !std::isnan(cell.speedup.median);
    if (!cell.failure.empty() || !cell.has_verdict || row.fastest < 0) {
      return;
    }
    if (static_cast<int>(way) == row.base) {
      judge_base(row, cell);
      return;
    }
    const auto best = static_cast<std::size_t>(row.cells[static_cast<std::size_t>(row.fastest)].case_index);
    cell.share = times_.speedup(static_cast<std::size_t>(cell.case_index), best);
    const Interval& speedup = cell.speedup.interval;
    const Interval& share = cell.share.interval;
    cell.without_interval = std::isnan(speedup.low) || std::isnan(share.low);
    cell.worst = rules_.thresholds.grade(speedup.low, share.low);
    cell.best = rules_.thresholds.grade(speedup.high, share.high);
  }

  /// Sequential: excellent where nothing else gains.
  void judge_base(const DecisionRow& row, Cell& cell) const {
    OverLaunches most;
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      const OverLaunches& other = row.cells[way].speedup;
      if (static_cast<int>(way) != row.base && !rules_.ways[way].apart &&
          (std::isnan(most.median) || other.median > most.median)) {
        most = other;
      }
    }
    if (std::isnan(most.median)) { // there is nothing else
      cell.has_verdict = false;
      return;
    }
    cell.without_interval = std::isnan(most.interval.low);
    const double gain = rules_.thresholds.gain;
    cell.worst = most.interval.high < gain ? Fitness::excellent : Fitness::no;
    cell.best = most.interval.low < gain ? Fitness::excellent : Fitness::no;
  }

  const Result& result_;
  const DecisionRules& rules_;
  CaseTimes times_;
  std::map<std::int64_t, LockSummary> locks_;
  std::vector<std::map<std::pair<std::int64_t, std::int64_t>, Use>> uses_;
  std::map<std::int64_t, std::vector<MeasureSummary>> measures_; ///< By case.
  std::map<std::string, double> start_ups_;
};

} // namespace

std::vector<DecisionRow> decide(const Result& result, const DecisionRules& rules) {
  const Judge table(result, rules);
  std::vector<DecisionRow> rows;
  for (std::size_t problem = 0; problem < rules.problems.size(); ++problem) {
    rows.push_back(table.row(problem));
  }
  return rows;
}

std::string_view verdict(const Cell& cell) {
  return !cell.has_verdict ? "" : cell.undecided() ? "undecided" : name(cell.worst);
}

} // namespace sweep
