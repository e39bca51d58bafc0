#include "campaign/bound.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace sweep {
namespace {

Cost cost_of(const Plan& plan, const Case& of, InstructionSet instruction_set) {
  const Problem& problem = plan.problems[of.problem];
  return problem.workload->make(problem.context(plan.campaign.seed, instruction_set))->cost();
}

} // namespace

Seconds bound(const Plan& plan, const Case& bounded, const Launch& launch, Seconds processor) {
  const CaseRecord& record = bounded.record;
  const auto tasks = static_cast<double>(record.tasks);
  const auto ranks = static_cast<double>(record.ranks);
  const Cost cost = cost_of(plan, bounded, InstructionSet::portable);
  const Load load{.tasks = std::ceil(tasks / ranks),
                  .wait = cost.wait,
                  .processor = processor,
                  .native = cost.native_fraction * processor};
  const double cores = ranks / launch.workers_per_core(record.ranks, 1);
  const Seconds by_model = bounded.model->bound(bounded.model_values, load);
  const Seconds by_cores = cost.wait + tasks * processor / cores;
  const double turns = cost.waits_at_once > 0 ? std::ceil(tasks / cost.waits_at_once) : 0;
  return std::max({by_model, by_cores, turns * cost.wait});
}

Seconds nominal_time(const Plan& plan, const Case& planned, const Launch& launch, InstructionSet instruction_set) {
  constexpr Seconds overhead = 50e-9; // a task through the contract
  return bound(plan, planned, launch, cost_of(plan, planned, instruction_set).processor + overhead);
}

} // namespace sweep
