#include "campaign/collect.hpp"

#include <algorithm>

namespace sweep {
namespace {

void collect_stages(const std::vector<StageMeasurement>& stages, std::vector<OperationRecord>& operations,
                    std::int64_t launch, std::vector<PhaseSample>& phases) {
  operations.resize(stages.size());
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    operations[stage].name = stages[stage].name;
    operations[stage].transfers = stages[stage].transfers;
    operations[stage].cache = stages[stage].cache;
    operations[stage].device = stages[stage].device;
    operations[stage].latency.merge(stages[stage].latency);
    for (PhaseSample each : stages[stage].phases) {
      each.operation = static_cast<std::int64_t>(stage);
      each.launch = launch;
      phases.push_back(each);
    }
  }
}

/// Each once: they come with every repetition.
void add_warnings(const std::vector<StageMeasurement>& stages, std::vector<std::string>& warnings) {
  for (const StageMeasurement& stage : stages) {
    for (const std::string& warning : stage.warnings) {
      if (std::ranges::find(warnings, warning) == warnings.end()) {
        warnings.push_back(warning);
      }
    }
  }
}

} // namespace

void collect(const Measurement& measurement, const Plan& plan, std::size_t index, Result& result) {
  const auto key = static_cast<std::int64_t>(index);
  const Problem& problem = plan.problems[plan.cases[index].problem];
  const std::int64_t launch = result.launches.back().launch;
  for (Sample each : measurement.samples) {
    each.launch = launch;
    result.samples.push_back(each);
  }
  const Latencies& found = measurement.latencies;
  if (found.latency.count() + found.lag.count() + found.handover.count() > 0) {
    LatencyRecord& latencies = result.latencies[key];
    latencies.meaning = problem.workload->latency;
    latencies.latency.merge(found.latency);
    latencies.lag.merge(found.lag);
    latencies.handover.merge(found.handover);
  }
  for (LockSample each : measurement.locks) {
    each.launch = launch;
    result.locks.push_back(each);
  }
  if (!measurement.trace.spans.empty()) {
    result.traces[key] = measurement.trace;
  }
  if (!measurement.stages.empty()) {
    add_warnings(measurement.stages, result.cases[index].warnings);
    collect_stages(measurement.stages, result.operations[key], launch, result.phases);
  }
}

} // namespace sweep
