#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "cli/case_text.hpp"
#include "cli/locks_text.hpp"
#include "cli/operations_text.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

std::string ratio_text(double ratio) {
  return std::isnan(ratio) ? "–" : fmt::format("{:.2f}", ratio);
}

/// Median, interval, speed-up, efficiency and repetitions of a case with samples; its state without.
Row measured_cells(const CaseRecord& record, const Table& summary, std::optional<std::size_t> row) {
  if (record.status == CaseStatus::failed) {
    return {"failed"};
  }
  if (!row) {
    return {"not run"};
  }
  const auto number = [&](std::string_view column) { return summary.get<double>(column)[*row]; };
  const std::int64_t repetitions = summary.get<std::int64_t>("repetitions")[*row];
  return {duration_text(number("median_s")),
          fmt::format("{} … {}", duration_text(number("low_s")), duration_text(number("high_s"))),
          ratio_text(number("speedup")), ratio_text(number("efficiency")),
          std::to_string(repetitions) + (record.status == CaseStatus::unfinished ? " so far" : "")};
}

/// Whether its tasks were asked to wait, or noted latencies, other than those of operations on files.
bool waits(const Result& result, const std::string& experiment) {
  for (std::size_t index = 0; index < result.cases.size(); ++index) {
    const CaseRecord& record = result.cases[index];
    const auto found = result.latencies.find(static_cast<std::int64_t>(index));
    const bool noted = found != result.latencies.end() && !found->second.meaning.empty() &&
                       !result.operations.contains(static_cast<std::int64_t>(index));
    if (record.experiment == experiment && (record.wait_s > 0 || noted)) {
      return true;
    }
  }
  return false;
}

/// The least time by the closed form, the latencies that tasks noted, and the most memory of a repetition by its tasks.
Row waiting_cells(const Result& result, std::int64_t index) {
  const CaseRecord& record = result.cases[static_cast<std::size_t>(index)];
  std::map<std::int64_t, std::int64_t> growth; // by repetition, of all ranks
  for (const Sample& sample : result.samples) {
    if (sample.case_index == index) {
      growth[sample.repetition] += sample.rss_growth_bytes;
    }
  }
  const auto most = std::ranges::max_element(growth, {}, [](const auto& each) { return each.second; });
  const auto found = result.latencies.find(index);
  if (record.status != CaseStatus::finished || growth.empty()) {
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

std::string experiment_text(const Result& result, const std::string& experiment, const Table& summary) {
  const std::vector<std::string> varying = varying_parameters(result.cases, experiment);
  Row header{"model", "ranks", "threads", "schedule", "chunk"};
  header.insert(header.end(), varying.begin(), varying.end());
  for (const char* title : {"median", "95 % interval", "speed-up", "efficiency", "repetitions"}) {
    header.emplace_back(title);
  }
  const bool waiting = waits(result, experiment);
  if (waiting) {
    header.insert(header.end(), {"bound", "latency p50 / p99 / max", "memory a task"});
  }
  std::vector<Row> rows{header};
  std::map<std::int64_t, std::size_t> row_of;
  for (std::size_t row = 0; row < summary.rows(); ++row) {
    row_of[summary.get<std::int64_t>("case")[row]] = row;
  }
  for (std::size_t index = 0; index < result.cases.size(); ++index) {
    const CaseRecord& record = result.cases[index];
    if (record.experiment != experiment) {
      continue;
    }
    Row& row = rows.emplace_back(Row{record.model, std::to_string(record.ranks), std::to_string(record.threads),
                                     record.schedule, std::to_string(record.chunk)});
    for (const std::string& name : varying) {
      row.push_back(parameter_cell(result, record, name));
    }
    const auto found = row_of.find(static_cast<std::int64_t>(index));
    const Row cells =
        measured_cells(record, summary, found == row_of.end() ? std::nullopt : std::optional(found->second));
    row.insert(row.end(), cells.begin(), cells.end());
    if (waiting) {
      const Row more = waiting_cells(result, static_cast<std::int64_t>(index));
      row.insert(row.end(), more.begin(), more.end());
    }
  }
  return aligned(rows) + operations_text(result, experiment, varying) + locks_text(result, experiment, varying);
}

/// Failures one by one; of each kind of warning the first.
std::string remarks_text(const Result& result) {
  std::string text;
  std::map<std::string, std::vector<std::size_t>> cases_by_kind; // the words before the colon
  for (std::size_t index = 0; index < result.cases.size(); ++index) {
    const CaseRecord& record = result.cases[index];
    if (!record.error.empty()) {
      text += fmt::format("failed: {} {} on {} ranks × {} threads, {} {}: {}\n", record.experiment, record.model,
                          record.ranks, record.threads, record.schedule, record.chunk, record.error);
    }
    for (const std::string& warning : record.warnings) {
      cases_by_kind[warning.substr(0, warning.find(':'))].push_back(index);
    }
  }
  for (const auto& [kind, cases] : cases_by_kind) {
    const CaseRecord& first = result.cases[cases.front()];
    const auto warning =
        std::ranges::find_if(first.warnings, [&kind = kind](const auto& words) { return words.starts_with(kind); });
    text += fmt::format("warning: {} on {} ranks × {} threads{}: {}\n", first.model, first.ranks, first.threads,
                        cases.size() == 1 ? "" : fmt::format(" and {} more cases", cases.size() - 1), *warning);
  }
  return text;
}

} // namespace

std::string result_text(const Result& result) {
  const Table summary = summary_table(result);
  std::string text = fmt::format("campaign {} · seed {} · {} · {}\n", result.campaign.name, result.campaign.seed,
                                 result.created, result.complete ? "complete" : "partial");
  std::set<std::string> printed;
  for (const CaseRecord& record : result.cases) {
    if (printed.insert(record.experiment).second) {
      text += fmt::format("\n{} · {}{}\n", record.experiment, record.workload,
                          record.kernel.empty() ? "" : " " + record.kernel);
      text += experiment_text(result, record.experiment, summary);
    }
  }
  const std::string remarks = remarks_text(result);
  return remarks.empty() ? text : text + '\n' + remarks;
}

} // namespace sweep
