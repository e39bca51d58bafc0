#include "campaign/collect.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

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

double together(double before, double stage, MeasureRule rule) {
  if (std::isnan(before) || std::isnan(stage)) {
    return std::isnan(stage) ? before : stage;
  }
  return rule == MeasureRule::sum ? before + stage : rule == MeasureRule::most ? std::max(before, stage) : stage;
}

/// What was measured, of the stages together, a rank after the other.
std::vector<MeasureSample> collect_measures(const Measurement& measurement, const std::vector<MeasureText>& texts,
                                            std::int64_t launch) {
  std::vector<MeasureSample> measures;
  for (std::size_t rank = 0; rank < measurement.samples.size() && !texts.empty(); ++rank) {
    const Sample& sample = measurement.samples[rank];
    for (std::size_t index = 0; index < texts.size(); ++index) {
      double value = not_measured;
      for (const std::vector<Measures>& stage : measurement.measures) {
        value = together(value, stage[rank][index], texts[index].rule);
      }
      if (!std::isnan(value)) {
        measures.push_back({.case_index = sample.case_index,
                            .launch = launch,
                            .repetition = sample.repetition,
                            .rank = sample.rank,
                            .measure = texts[index].name,
                            .unit = texts[index].unit,
                            .value = value,
                            .over_ranks = texts[index].rule == MeasureRule::sum ? over_ranks_sum : over_ranks_most});
      }
    }
  }
  return measures;
}

/// Of a workload that one rank runs.
std::vector<MeasureSample> collect_own_measures(const Measurement& measurement, std::int64_t launch) {
  std::vector<MeasureSample> measures;
  for (const OwnMeasure& each : measurement.own_measures) {
    const Sample& sample = measurement.samples.front();
    measures.push_back({.case_index = sample.case_index,
                        .launch = launch,
                        .repetition = sample.repetition,
                        .rank = sample.rank,
                        .measure = each.name,
                        .unit = each.unit,
                        .value = each.value,
                        .over_ranks = over_ranks_most});
  }
  return measures;
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
  const WorkloadDescriptor& workload = *plan.problems[plan.cases[index].problem].workload;
  news.measures = collect_measures(measurement, workload.measures, launch);
  std::ranges::move(collect_own_measures(measurement, launch), std::back_inserter(news.measures));
  const Latencies& found = measurement.latencies;
  if (found.latency.count() + found.lag.count() + found.handover.count() > 0) {
    news.latencies[key] = {
        .meaning = workload.latency, .latency = found.latency, .lag = found.lag, .handover = found.handover};
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
  std::vector<std::string> warnings = measurement.warnings;
  for (const StageMeasurement& stage : measurement.stages) {
    warnings.insert(warnings.end(), stage.warnings.begin(), stage.warnings.end());
  }
  return warnings;
}

} // namespace sweep
