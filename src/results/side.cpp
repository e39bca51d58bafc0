#include "results/side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "results/launch_times.hpp"

namespace sweep {
namespace {

/// Which interpreter ran a function, and what its source was: not what was done, but what is compared.
constexpr std::array<std::string_view, 2> of_versions{"python", "source_sha256"};

bool are_versions(std::span<const Side* const> sides, const std::string& name) {
  if (std::ranges::find(of_versions, name) == of_versions.end()) {
    return false;
  }
  std::set<std::string> all;
  for (const Side* side : sides) {
    const std::set<std::string> values = values_of_cases(*side, name);
    if (values.size() > 1) {
      return false; // an axis of the campaign
    }
    all.insert(values.begin(), values.end());
  }
  return all.size() > 1;
}

/// Those of the columns, and those of cases whose columns nobody described.
std::set<std::string> parameter_names(const Side& side) {
  std::set<std::string> names;
  for (const auto& [name, text] : side.parameters) {
    names.insert(name);
  }
  for (const CaseRecord& record : side.cases) {
    for (const auto& [name, value] : record.parameters) {
      names.insert(name);
    }
  }
  return names;
}

} // namespace

void add_medians(std::span<const Sample> samples, std::int64_t min_repetitions,
                 std::vector<std::vector<LaunchMedian>>& medians) {
  for (const auto& [index, launches] : times_by_launch(samples)) {
    for (const LaunchTimes& launch : launches) {
      for (const double median : launch_medians({launch}, min_repetitions)) { // one, or none
        if (std::isfinite(median) && median > 0) {
          medians[static_cast<std::size_t>(index)].push_back({launch.launch, median});
        }
      }
    }
  }
}

std::vector<std::vector<LaunchMedian>> case_medians(const Result& result) {
  std::vector<std::vector<LaunchMedian>> all = result.medians;
  all.resize(result.cases.size());
  add_medians(result.samples, result.campaign.min_repetitions, all);
  return all;
}

Side side_of(Result result) {
  std::vector<std::vector<LaunchMedian>> medians = case_medians(result);
  return {.campaign = std::move(result.campaign),
          .provenance = std::move(result.provenance),
          .launches = std::move(result.launches),
          .cases = std::move(result.cases),
          .medians = std::move(medians),
          .parameters = std::move(result.parameters)};
}

std::vector<std::vector<double>> by_label(const std::vector<LaunchMedian>& medians,
                                          const std::vector<LaunchRecord>& launches) {
  std::map<std::string, std::vector<double>> groups;
  for (const LaunchMedian& each : medians) {
    groups[launches[static_cast<std::size_t>(each.launch)].label].push_back(each.seconds);
  }
  std::vector<std::vector<double>> all;
  all.reserve(groups.size());
  for (auto& [label, group] : groups) {
    all.push_back(std::move(group));
  }
  return all;
}

std::set<std::string> values_of_cases(const Side& side, const std::string& parameter) {
  std::set<std::string> values;
  for (const CaseRecord& record : side.cases) {
    if (const Value* value = record.parameters.find(parameter)) {
      values.insert(to_string(*value));
    }
  }
  return values;
}

Parameters parameters_of(std::span<const Side* const> sides) {
  std::map<std::string, std::size_t> count;
  for (const Side* side : sides) {
    for (const std::string& name : parameter_names(*side)) {
      count[name] += 1;
    }
  }
  Parameters parameters;
  for (const auto& [name, times] : count) {
    auto& kind = times < sides.size()        ? parameters.own
                 : are_versions(sides, name) ? parameters.versions
                                             : parameters.shared;
    kind.push_back(name);
  }
  return parameters;
}

std::vector<std::string> identities(const Side& side, const std::vector<std::string>& parameters) {
  std::map<std::string, int> seen;
  std::vector<std::string> texts;
  texts.reserve(side.cases.size());
  for (const CaseRecord& record : side.cases) {
    std::string text = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", record.experiment, record.workload, record.model,
                                   record.ranks, record.threads, record.schedule, record.chunk, record.tasks);
    for (const std::string& name : parameters) {
      const Value* value = record.parameters.find(name);
      text += '\n' + (value == nullptr ? "" : to_string(*value));
    }
    const int earlier = seen[text]++;
    texts.push_back(text + '\n' + std::to_string(earlier));
  }
  return texts;
}

} // namespace sweep
