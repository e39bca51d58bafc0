#include "cli/simulated_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>

#include "cli/fitted.hpp"
#include "cli/formats/json_writer.hpp"
#include "cli/quantity.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

Instant nanoseconds(Seconds time) {
  return static_cast<Instant>(std::llround(time * 1e9));
}

Sharing sharing_of(const ScheduleDescriptor& schedule) {
  return schedule.fixed ? Sharing::fixed : schedule.name == "guided" ? Sharing::guided : Sharing::dynamic;
}

/// By node, in order of rank.
std::vector<std::int64_t> ranks_by_node(const Launch& launch, std::int64_t ranks) {
  std::vector<std::int64_t> on;
  std::vector<std::string> hosts;
  for (std::int64_t rank = 0; rank < ranks; ++rank) {
    const std::string& host = launch.facts[static_cast<std::size_t>(rank)].hostname;
    const auto known = std::ranges::find(hosts, host);
    if (known == hosts.end()) {
      hosts.push_back(host);
      on.push_back(1);
    } else {
      ++on[static_cast<std::size_t>(known - hosts.begin())];
    }
  }
  return on;
}

constexpr Seconds contract = 50e-9; ///< Of a task.

/// Of the tasks of a problem, each with its own where that is known, and where they are not too many to be kept.
TaskLengths lengths_of(const Problem& problem, const SimulationOptions& options) {
  constexpr std::uint64_t most = std::uint64_t{1} << 22U;
  const Cost& cost = problem.cost;
  const Seconds task = options.task_time.value_or(cost.processor + cost.wait + contract);
  TaskLengths lengths{.mean = std::max<Instant>(1, nanoseconds(task)), .uneven = options.uneven};
  const bool too_long = task * static_cast<double>(problem.tasks) > most_together;
  if (options.task_time || options.uneven || !cost.processor_of || problem.tasks > most || too_long) {
    return lengths;
  }
  auto ends = std::make_shared<std::vector<Instant>>(1, 0);
  ends->reserve(problem.tasks + 1);
  for (std::uint64_t each = 0; each < problem.tasks; ++each) {
    const Instant length = nanoseconds(cost.processor_of(each) + cost.wait + contract);
    ends->push_back(ends->back() + std::max<Instant>(1, length));
  }
  lengths.ends = std::move(ends);
  return lengths;
}

SimulatedCase as_simulated(const Plan& plan, const Case& planned, const Launch& launch, TaskLengths lengths,
                           const HandoutCosts& costs) {
  const Cost& cost = plan.problems[planned.problem].cost;
  const Seconds task = seconds_between(0, lengths.mean);
  SimulatedCase simulated{.ranks_on = ranks_by_node(launch, planned.record.ranks),
                          .workers_per_rank = planned.model->workers_of(planned.model_values),
                          .sharing = sharing_of(*planned.schedule),
                          .tasks = static_cast<std::uint64_t>(planned.record.tasks),
                          .chunk = static_cast<std::uint64_t>(planned.record.chunk),
                          .lengths = std::move(lengths),
                          .costs = costs};
  if (task * static_cast<double>(planned.record.tasks) > most_together) {
    throw UsageError(
        fmt::format("{} tasks of {} are more than can be simulated", planned.record.tasks, duration_text(task)),
        "experiment " + planned.record.experiment, "give a shorter --task-time, or fewer tasks");
  }
  if (cost.wait > cost.processor) {
    simulated.safe_points = 0;
  }
  return simulated;
}

std::string percentage(double share) {
  return fmt::format("{:.1f} %", 100 * std::max(0.0, share));
}

std::string nodes_text(const SimulatedPlanCase& each) {
  const double nodes = saturating_nodes(each.simulated, each.run);
  return std::isfinite(nodes) ? fmt::format("{:.0f} nodes", nodes) : "–";
}

void write_run(JsonWriter& json, const SimulatedRun& run) {
  json.member("wall_s", seconds_between(0, run.makespan));
  json.member("efficiency", run.computing);
  json.member("waiting", run.waiting);
  json.member("idle", run.idle);
  json.member("serving", run.serving);
  json.member("requests", run.requests);
}

void write_case(JsonWriter& json, const CaseRecord& record, const SimulatedPlanCase& each) {
  json.begin_object();
  json.member("case", static_cast<std::uint64_t>(each.number));
  json.member("experiment", record.experiment);
  json.member("model", record.model);
  json.member("schedule", record.schedule);
  json.member("ranks", record.ranks);
  json.member("nodes", static_cast<std::uint64_t>(each.simulated.ranks_on.size()));
  json.member("workers", each.simulated.workers());
  json.member("tasks", record.tasks);
  json.member("chunk", record.chunk);
  json.member("task_s", seconds_between(0, each.simulated.lengths.mean));
  json.member("uneven", each.simulated.lengths.uneven);
  write_run(json, each.run);
  json.member("saturating_nodes", saturating_nodes(each.simulated, each.run));
  json.key("best");
  if (each.best) {
    json.begin_object();
    json.member("chunk", each.best->chunk);
    write_run(json, each.best->run);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

} // namespace

std::vector<SimulatedPlanCase> simulate(const Plan& plan, const Launch& launch, const SimulationOptions& options) {
  std::vector<SimulatedPlanCase> cases;
  std::map<std::size_t, TaskLengths> lengths; // by problem
  for (std::size_t number = 0; number < plan.cases.size(); ++number) {
    const Case& planned = plan.cases[number];
    const bool blocking = planned.record.model == "serial" || planned.record.model == "threads";
    if (planned.record.ranks == 1 || !blocking) {
      continue;
    }
    if (!lengths.contains(planned.problem)) {
      lengths[planned.problem] = lengths_of(plan.problems[planned.problem], options);
    }
    SimulatedPlanCase each{.number = number,
                           .simulated = as_simulated(plan, planned, launch, lengths[planned.problem], options.costs)};
    each.run = simulate(each.simulated);
    if (each.simulated.sharing != Sharing::fixed) {
      each.best = best_chunk(each.simulated);
    }
    cases.push_back(std::move(each));
  }
  return cases;
}

std::string simulated_text(const Plan& plan, const std::vector<SimulatedPlanCase>& cases) {
  if (cases.empty()) {
    return "";
  }
  std::vector<std::vector<std::string>> rows{{"experiment", "model", "ranks", "nodes", "schedule", "tasks", "a task",
                                              "chunk", "wall", "efficient", "waiting", "idle", "rank 0 serves",
                                              "saturates at", "best chunk", "then"}};
  for (const SimulatedPlanCase& each : cases) {
    const CaseRecord& record = plan.cases[each.number].record;
    rows.push_back({record.experiment, record.model, std::to_string(record.ranks),
                    std::to_string(each.simulated.ranks_on.size()), record.schedule, std::to_string(record.tasks),
                    duration_text(seconds_between(0, each.simulated.lengths.mean)), std::to_string(record.chunk),
                    duration_text(seconds_between(0, each.run.makespan)), percentage(each.run.computing),
                    percentage(each.run.waiting), percentage(each.run.idle), percentage(each.run.serving),
                    nodes_text(each), each.best ? std::to_string(each.best->chunk) : "–",
                    each.best ? percentage(each.best->run.computing) : "–"});
  }
  return "\nsimulated, not measured: how the hand-out of chunks would do with these costs, were nothing else in the "
         "way\n" +
         fitted(rows, 8);
}

void write_simulated_json(const Plan& plan, const std::vector<SimulatedPlanCase>& cases, const Sink& sink) {
  JsonWriter json(sink);
  json.begin_object();
  json.member("format", "sweep-simulation");
  json.member("campaign", plan.campaign.name);
  json.key("cases");
  json.begin_array();
  for (const SimulatedPlanCase& each : cases) {
    write_case(json, plan.cases[each.number].record, each);
  }
  json.end_array();
  json.end_object();
  json.finish();
}

} // namespace sweep
