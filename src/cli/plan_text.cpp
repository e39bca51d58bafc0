#include <fmt/format.h>

#include <algorithm>

#include "campaign/bound.hpp"
#include "cli/case_text.hpp"
#include "cli/fitted.hpp"
#include "cli/placement_text.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/requests_text.hpp"

namespace sweep {
namespace {

/// Words and index of every task once on the rank that ran it, once while they travel, and the oracle's copy on rank 0;
/// and what is made of them there.
double memory_of_check(const Case& planned, const Problem& problem) {
  constexpr std::size_t copies = 3;
  const auto& settings = problem.workload->settings;
  const std::size_t made = settings && settings->bytes_a_setting ? settings->bytes_a_setting(problem.values) : 0;
  return static_cast<double>(planned.record.tasks) *
         static_cast<double>(copies * 8 * (problem.words_per_task + 1) + made);
}

/// "in_flight 20, parse 2 ms": the parameters of a case that differ between the cases of its experiment.
std::string parameters_text(const Case& planned, const Problem& problem, const std::vector<std::string>& varying) {
  std::string text;
  for (const auto* parameters : {&problem.workload->parameters, &planned.model->parameters}) {
    for (const Parameter& parameter : *parameters) {
      const Value* value = planned.record.parameters.find(parameter.name);
      if (value != nullptr && std::ranges::find(varying, parameter.name) != varying.end()) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.name, value_text(*value, parameter.kind));
      }
    }
  }
  return text;
}

} // namespace

std::string plan_text(const Plan& plan, const Launch& launch) {
  std::vector<std::vector<std::string>> rows{{"experiment", "model", "ranks", "threads", "schedule", "chunk", "tasks",
                                              "a repetition", "memory of rank 0", "parameters"}};
  std::vector<CaseRecord> records;
  for (const Case& planned : plan.cases) {
    records.push_back(planned.record);
  }
  const auto varying = varying_parameters(records);
  const std::vector<Seconds> times = nominal_times(plan, launch);
  Seconds least = 0;
  Seconds most = 0;
  for (std::size_t index = 0; index < plan.cases.size(); ++index) {
    const Case& planned = plan.cases[index];
    const CaseRecord& record = planned.record;
    const Problem& problem = plan.problems[planned.problem];
    const Seconds once = times[index];
    const auto others = static_cast<double>(1 + plan.campaign.warmup); // the check and the warm-up
    least += once * (others + static_cast<double>(plan.campaign.repetitions.min));
    most += once * (others + static_cast<double>(plan.campaign.repetitions.max));
    rows.push_back({record.experiment, record.model, std::to_string(record.ranks), std::to_string(record.threads),
                    record.schedule, std::to_string(record.chunk), std::to_string(record.tasks), duration_text(once),
                    size_text(memory_of_check(planned, problem)),
                    parameters_text(planned, problem, varying.at(record.experiment))});
  }
  if (std::ranges::all_of(rows, [&](const auto& row) { return &row == &rows.front() || row.back().empty(); })) {
    std::ranges::for_each(rows, [](auto& row) { row.pop_back(); });
  }
  const std::string limit =
      plan.campaign.time_limit > 0 ? fmt::format(", limited to {}", duration_text(plan.campaign.time_limit)) : "";
  return fmt::format("campaign {} · {} cases on {} ranks · about {} to {} in repetitions{}\n{}", plan.campaign.name,
                     plan.cases.size(), launch.ranks, duration_text(least), duration_text(most), limit,
                     fitted(rows, 7)) +
         placement_text(plan, launch) + requests_text(plan);
}

} // namespace sweep
