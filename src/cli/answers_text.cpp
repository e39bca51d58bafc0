#include "cli/answers_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

/// Whether the case answers that problem.
bool is_of(const CaseRecord& record, const EstimatesRecord& problem) {
  return record.experiment == problem.experiment &&
         std::ranges::all_of(problem.varying, [&](const Values::Entry& entry) {
           const Value* const value = record.parameters.find(entry.first);
           return value != nullptr && *value == entry.second;
         });
}

/// That of the fastest case of the problem.
std::optional<std::pair<std::int64_t, double>> fastest(const Result& result, const EstimatesRecord& problem,
                                                       const std::map<std::int64_t, double>& medians) {
  std::optional<std::pair<std::int64_t, double>> found;
  for (const auto& each : medians) {
    const CaseRecord& record = result.cases[static_cast<std::size_t>(each.first)];
    if (record.status == CaseStatus::finished && is_of(record, problem) && (!found || each.second < found->second)) {
      found = each;
    }
  }
  return found;
}

} // namespace

std::string answers_text(const Result& result, const std::string& experiment,
                         const std::map<std::int64_t, double>& medians) {
  std::string text;
  for (const EstimatesRecord& problem : result.estimates) {
    const auto best = problem.experiment == experiment ? fastest(result, problem, medians) : std::nullopt;
    if (!best) {
      continue;
    }
    const CaseRecord& record = result.cases[static_cast<std::size_t>(best->first)];
    const WorkloadDescriptor* const workload = find_workload(record.workload);
    if (workload == nullptr || !workload->settings || !workload->settings->remarks) {
      continue;
    }
    const auto lines = workload->settings->remarks(record.parameters, problem.table, best->second);
    if (!lines.empty()) {
      text += fmt::format("{} on {} ranks × {} threads", record.model, record.ranks, record.threads);
      for (const auto& [name, value] : problem.varying) {
        text += fmt::format(", {} {}", name, to_string(value));
      }
      text += ":\n";
    }
    for (const std::string& line : lines) {
      text += "  " + line + '\n';
    }
  }
  return text;
}

} // namespace sweep
