#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "cli/answers_text.hpp"
#include "cli/case_text.hpp"
#include "cli/decision_file.hpp"
#include "cli/decision_text.hpp"
#include "cli/fitted.hpp"
#include "cli/launch_kinds.hpp"
#include "cli/locks_text.hpp"
#include "cli/measures_text.hpp"
#include "cli/operations_text.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/summary_text.hpp"
#include "results/locks.hpp"
#include "results/measures.hpp"
#include "results/operations.hpp"
#include "results/parts.hpp"
#include "results/repetitions.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

/// What derives from a result, each once for all cases.
struct Derived {
  explicit Derived(const Result& result);

  Table summary;
  std::map<std::int64_t, std::size_t> row_of;               ///< Of a case in `summary`.
  std::map<std::int64_t, double> medians;                   ///< Of the time of a repetition, by case.
  std::map<std::int64_t, std::int64_t> growth;              ///< The most memory of a repetition, by case.
  std::map<std::string, std::vector<std::size_t>> cases_of; ///< By experiment.
  std::map<std::string, std::vector<std::string>> varying;  ///< The same.
  std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary> operations;
  std::map<std::int64_t, LockSummary> locks;
  std::map<std::int64_t, std::vector<MeasureSummary>> measures;
};

Derived::Derived(const Result& result)
    : summary(summary_table(result)), varying(varying_parameters(result.cases)),
      operations(summarise_operations(result.phases)), locks(summarise_locks(result)),
      measures(summarise_measures(result.measures)) {
  for (std::size_t row = 0; row < summary.rows(); ++row) {
    const std::int64_t index = summary.get<std::int64_t>("case")[row];
    row_of[index] = row;
    medians[index] = summary.get<double>("median_s")[row];
  }
  const RepetitionsByCase repetitions(result.samples, result.cases.size());
  for (std::size_t index = 0; index < repetitions.cases(); ++index) {
    if (const auto of_case = repetitions.of(index); !of_case.empty()) {
      growth[static_cast<std::int64_t>(index)] =
          std::ranges::max(of_case, {}, &RepetitionRecord::rss_growth_bytes).rss_growth_bytes;
    }
  }
  for (std::size_t index = 0; index < result.cases.size(); ++index) {
    cases_of[result.cases[index].experiment].push_back(index);
  }
}

/// Whether its tasks were asked to wait, or noted latencies, other than those of operations on files.
bool has_waits(const Result& result, std::size_t index) {
  const auto found = result.latencies.find(static_cast<std::int64_t>(index));
  const bool noted = found != result.latencies.end() && !found->second.meaning.empty() &&
                     !result.operations.contains(static_cast<std::int64_t>(index));
  return result.cases[index].wait_s > 0 || noted;
}

/// The bound, the latencies that tasks noted, and the most memory of a repetition by its tasks.
Row waiting_cells(const Result& result, const Derived& derived, std::int64_t index) {
  const CaseRecord& record = result.cases[static_cast<std::size_t>(index)];
  const auto most = derived.growth.find(index);
  const auto found = result.latencies.find(index);
  if (record.status != CaseStatus::finished || most == derived.growth.end()) {
    return {};
  }
  return {duration_text(record.bound_s),
          found == result.latencies.end() || found->second.latency.count() == 0
              ? "–"
              : fmt::format("{} / {} / {}", duration_text(found->second.latency.quantile(0.5)),
                            duration_text(found->second.latency.quantile(0.99)),
                            duration_text(found->second.latency.max())),
          size_text(static_cast<double>(most->second) / static_cast<double>(record.tasks))};
}

std::string experiment_text(const Result& result, const Derived& derived, const std::string& experiment) {
  const std::vector<std::size_t>& cases = derived.cases_of.at(experiment);
  const std::vector<std::string>& varying = derived.varying.at(experiment);
  Row header{"model", "ranks", "threads", "schedule", "chunk"};
  header.insert(header.end(), varying.begin(), varying.end());
  const Row titles = measured_titles();
  header.insert(header.end(), titles.begin(), titles.end());
  const bool waiting = std::ranges::any_of(cases, [&](std::size_t index) { return has_waits(result, index); });
  if (waiting) {
    header.insert(header.end(), {"bound", "latency p50 / p99 / max", "memory a task"});
  }
  std::vector<Row> rows{header};
  for (const std::size_t index : cases) {
    const CaseRecord& record = result.cases[index];
    Row& row = rows.emplace_back(Row{record.model, std::to_string(record.ranks), std::to_string(record.threads),
                                     record.schedule, std::to_string(record.chunk)});
    for (const std::string& name : varying) {
      row.push_back(parameter_cell(result, record, name));
    }
    const auto found = derived.row_of.find(static_cast<std::int64_t>(index));
    const Row cells = measured_cells(record, derived.summary,
                                     found == derived.row_of.end() ? std::nullopt : std::optional(found->second),
                                     result.launches.size());
    row.insert(row.end(), cells.begin(), cells.end());
    if (waiting) {
      const Row more = waiting_cells(result, derived, static_cast<std::int64_t>(index));
      row.insert(row.end(), more.begin(), more.end());
    }
  }
  return fitted(rows, 5 + varying.size()) + operations_text(result, cases, varying, derived.operations) +
         locks_text(result, cases, varying, derived.locks) + measures_text(result, cases, varying, derived.measures) +
         answers_text(result, experiment, derived.medians);
}

/// " pi" of the entries of catalogues, such as kernels, that all cases of the experiment have chosen.
std::string choices_text(const Result& result, const std::string& experiment) {
  std::string text;
  for (const auto& [name, parameter] : result.parameters) {
    std::set<std::string> chosen;
    for (const CaseRecord& record : result.cases) {
      if (parameter.chooses && record.experiment == experiment) {
        const Value* value = record.parameters.find(name);
        chosen.insert(value == nullptr ? "" : to_string(*value));
      }
    }
    if (chosen.size() == 1 && !chosen.begin()->empty()) {
      text += ' ' + *chosen.begin();
    }
  }
  return text;
}

/// The words before the colon, less the launch that it is of.
std::string warning_kind(const std::string& warning) {
  const std::size_t colon = warning.find(": ");
  const std::size_t begin = warning.starts_with("launch ") && colon != std::string::npos ? colon + 2 : 0;
  return warning.substr(begin, warning.find(':', begin) - begin);
}

/// What is wrong with the file; of each reason of failures, and of each kind of warning, the first.
std::string remarks_text(const Result& result) {
  std::string text;
  for (const std::string& note : result.notes) {
    text += fmt::format("note: {}\n", note);
  }
  text += result.origins.empty() ? "" : kinds_text(result.launches);
  std::map<std::string, std::size_t> failures; // by reason
  for (const CaseRecord& record : result.cases) {
    failures[record.error] += 1;
  }
  std::map<std::string, std::vector<std::size_t>> cases_by_kind; // the words before the colon
  for (std::size_t index = 0; index < result.cases.size(); ++index) {
    const CaseRecord& record = result.cases[index];
    if (const std::size_t cases = std::exchange(failures[record.error], 0); cases > 0 && !record.error.empty()) {
      text += fmt::format("failed: {} {} on {} ranks × {} threads, {} {}{}: {}\n", record.experiment, record.model,
                          record.ranks, record.threads, record.schedule, record.chunk,
                          cases == 1 ? "" : fmt::format(" and {} more cases", cases - 1), record.error);
    }
    for (const std::string& warning : record.warnings) {
      std::vector<std::size_t>& cases = cases_by_kind[warning_kind(warning)];
      if (cases.empty() || cases.back() != index) {
        cases.push_back(index);
      }
    }
  }
  for (const auto& [kind, cases] : cases_by_kind) {
    const CaseRecord& first = result.cases[cases.front()];
    const auto warning = std::ranges::find(first.warnings, kind, warning_kind);
    text += fmt::format("warning: {} on {} ranks × {} threads{}: {}\n", first.model, first.ranks, first.threads,
                        cases.size() == 1 ? "" : fmt::format(" and {} more cases", cases.size() - 1), *warning);
  }
  return text;
}

std::string part_text(const PartRecord& part) {
  return part.is_whole() ? "" : fmt::format(" · shard{} {}", part.shards.size() == 1 ? "" : "s", shards_text(part));
}

} // namespace

std::string result_text(const Result& result) {
  if (!result.campaign.decision_rules.empty()) {
    const DecisionRules rules = read_decision_rules(result.campaign.decision_rules, "the file's decision rules");
    const std::string remarks = remarks_text(result);
    return decision_text(result, rules) + (remarks.empty() ? "" : '\n' + remarks);
  }
  const Derived derived(result);
  std::string text = fmt::format("campaign {} · seed {} · {} · {}{}\n", result.campaign.name, result.campaign.seed,
                                 result.created, result.complete ? "complete" : "partial", part_text(result.part));
  std::set<std::string> printed;
  for (const CaseRecord& record : result.cases) {
    if (printed.insert(record.experiment).second) {
      text += fmt::format("\n{} · {}{}\n", record.experiment, record.workload, choices_text(result, record.experiment));
      text += experiment_text(result, derived, record.experiment);
    }
  }
  const std::string remarks = remarks_text(result);
  return remarks.empty() ? text : text + '\n' + remarks;
}

} // namespace sweep
