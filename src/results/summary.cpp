#include "results/summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// The statistics of every case with samples, in order of `case`.
std::map<std::int64_t, Summary> summaries(const std::vector<Sample>& samples) {
  std::map<std::int64_t, std::map<std::int64_t, double>> slowest; // by case, by repetition
  for (const Sample& sample : samples) {
    const auto [entry, is_new] = slowest[sample.case_index].try_emplace(sample.repetition, sample.wall_s);
    entry->second = std::max(entry->second, sample.wall_s);
  }
  std::map<std::int64_t, Summary> summaries;
  for (const auto& [index, repetitions] : slowest) {
    std::vector<double> times;
    for (const auto& [repetition, time] : repetitions) {
      times.push_back(time);
    }
    summaries.emplace(index, summarise(times));
  }
  return summaries;
}

/// How many times the tasks of its base a case has; no number where a deadline says how many are carried out.
double scale(const Result& result, const CaseRecord& record) {
  const Value* deadline = record.parameters.find("deadline");
  if (deadline != nullptr && std::get<double>(*deadline) > 0) {
    return std::nan("");
  }
  const CaseRecord& base = result.cases[static_cast<std::size_t>(record.base)];
  return static_cast<double>(record.tasks) / static_cast<double>(base.tasks);
}

} // namespace

Table summary_table(const Result& result) {
  struct {
    std::string name;
    double Summary::*member;
    std::vector<double> values;
  } statistics[] = {{"median_s", &Summary::median, {}}, {"low_s", &Summary::low, {}}, {"high_s", &Summary::high, {}},
                    {"q1_s", &Summary::q1, {}},         {"q3_s", &Summary::q3, {}},   {"p95_s", &Summary::p95, {}},
                    {"max_s", &Summary::max, {}}};
  std::vector<std::int64_t> cases;
  std::vector<std::int64_t> repetitions;
  std::vector<double> speedups;
  std::vector<double> efficiencies;
  const auto all = summaries(result.samples);
  for (const auto& [index, summary] : all) {
    SWEEP_EXPECT(index >= 0 && static_cast<std::size_t>(index) < result.cases.size());
    const CaseRecord& record = result.cases[static_cast<std::size_t>(index)];
    const auto base = all.find(record.base);
    const double speedup =
        base == all.end() ? std::nan("") : base->second.median / summary.median * scale(result, record);
    for (auto& each : statistics) {
      each.values.push_back(summary.*each.member);
    }
    cases.push_back(index);
    repetitions.push_back(static_cast<std::int64_t>(summary.count));
    speedups.push_back(speedup);
    efficiencies.push_back(speedup / static_cast<double>(record.ranks * record.threads));
  }
  Table table{{{"case", "1", std::move(cases)}}};
  for (auto& each : statistics) {
    table.columns.push_back({each.name, "s", std::move(each.values)});
  }
  table.columns.push_back({"repetitions", "1", std::move(repetitions)});
  table.columns.push_back({"speedup", "1", std::move(speedups)});
  table.columns.push_back({"efficiency", "1", std::move(efficiencies)});
  return table;
}

} // namespace sweep
