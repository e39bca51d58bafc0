#include "campaign/collect.hpp"

namespace sweep {
namespace {

void collect_stages(const std::vector<StageMeasurement>& stages, std::int64_t launch,
                    std::vector<OperationRecord>& operations, std::vector<PhaseSample>& phases) {
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    operations.push_back({.name = stages[stage].name,
                          .transfers = stages[stage].transfers,
                          .cache = stages[stage].cache,
                          .latency = stages[stage].latency,
                          .device = stages[stage].device});
    for (PhaseSample each : stages[stage].phases) {
      each.launch = launch;
      each.operation = static_cast<std::int64_t>(stage);
      phases.push_back(each);
    }
  }
}

} // namespace

Result collect(const Measurement& measurement, const Plan& plan, std::size_t index, std::int64_t launch) {
  const auto key = static_cast<std::int64_t>(index);
  Result news;
  news.samples = measurement.samples;
  news.locks = measurement.locks;
  for (Sample& each : news.samples) {
    each.launch = launch;
  }
  for (LockSample& each : news.locks) {
    each.launch = launch;
  }
  const Latencies& found = measurement.latencies;
  if (found.latency.count() + found.lag.count() + found.handover.count() > 0) {
    news.latencies[key] = {.meaning = plan.problems[plan.cases[index].problem].workload->latency,
                           .latency = found.latency,
                           .lag = found.lag,
                           .handover = found.handover};
  }
  if (!measurement.trace.spans.empty()) {
    news.traces[key] = measurement.trace;
  }
  if (!measurement.stages.empty()) {
    collect_stages(measurement.stages, launch, news.operations[key], news.phases);
  }
  return news;
}

std::vector<std::string> stage_warnings(const Measurement& measurement) {
  std::vector<std::string> warnings;
  for (const StageMeasurement& stage : measurement.stages) {
    warnings.insert(warnings.end(), stage.warnings.begin(), stage.warnings.end());
  }
  return warnings;
}

} // namespace sweep
