#include "cli/found_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// Every combination of the parameters' values that has a base of its own, as values of that base.
std::vector<Values> bases_of(const Experiment& experiment) {
  std::vector<Values> combinations{Values{}};
  for (const Axis& axis : experiment.axes) {
    std::vector<Values> product;
    for (const Values& combination : combinations) {
      for (const Value& value : axis.values) {
        product.push_back(combination);
        product.back().set(axis.name, value);
      }
    }
    combinations = std::move(product);
  }
  std::vector<Values> bases;
  for (const Values& combination : combinations) {
    Values values = values_of(experiment.workload->parameters, combination);
    if (const auto& of_base = experiment.workload->base.values) {
      values = of_base(values);
    }
    if (std::ranges::find(bases, values) == bases.end()) {
      bases.push_back(std::move(values));
    }
  }
  return bases;
}

/// What the campaign says already, in a file that an earlier launch wrote, must be what was found.
void expect_as_said(const Experiment& experiment, const std::string& name, const Value& found) {
  const auto said = std::ranges::find(experiment.axes, name, &Axis::name);
  if (said != experiment.axes.end() && said->values.front() != found) {
    throw UsageError(fmt::format("{} is not as the campaign says: {} instead of {}", name, to_string(found),
                                 to_string(said->values.front())),
                     experiment.where, fmt::format("take {} out, or what it names as it was", name));
  }
}

} // namespace

FoundInCampaign find_out(const Campaign& campaign, const std::string& folder) {
  FoundInCampaign all;
  std::set<std::string> told; // names of facts
  for (const Experiment& experiment : campaign.experiments) {
    if (!experiment.workload->find_out) {
      continue;
    }
    Values known;
    for (const Values& values : bases_of(experiment)) {
      const FoundOut found = experiment.workload->find_out({.seed = campaign.seed,
                                                            .instruction_set = InstructionSet::portable,
                                                            .values = values,
                                                            .settings = {},
                                                            .folder = folder});
      for (const auto& [name, value] : found.values) {
        expect_as_said(experiment, name, value);
        if (const Value* before = known.find(name); before != nullptr && *before != value) {
          throw UsageError(fmt::format("{} differs between the values of an axis: {} and {}", name, to_string(*before),
                                       to_string(value)),
                           experiment.where, "write an experiment for each of them");
        }
        known.set(name, value);
      }
      for (const auto& [name, words] : found.facts) {
        if (told.insert(name).second) {
          all.facts.emplace_back(name, words);
        }
      }
    }
    for (const auto& [name, value] : known) {
      all.overrides.push_back({.table = experiment.name,
                               .key = name,
                               .value = to_string(value),
                               .where = "what experiment " + experiment.name + " names"});
    }
  }
  return all;
}

} // namespace sweep
