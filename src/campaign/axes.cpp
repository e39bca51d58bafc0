#include "campaign/axes.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// 1, 2, 4 … and `last`.
std::vector<Value> powers_up_to(std::int64_t last) {
  std::vector<Value> values;
  for (std::int64_t value = 1; value < last; value *= 2) {
    values.emplace_back(value);
  }
  values.emplace_back(last);
  return values;
}

} // namespace

std::vector<Value> resolve(const Axis& axis, const Launch& launch) {
  std::vector<Value> values;
  for (const Value& value : axis.values) {
    const auto* word = std::get_if<std::string>(&value);
    if (word != nullptr && (*word == "1..launched" || *word == "1..cores")) {
      const auto range = powers_up_to(*word == "1..launched" ? launch.ranks : launch.cores);
      values.insert(values.end(), range.begin(), range.end());
    } else if (word != nullptr && (*word == "launched" || *word == "cores")) {
      values.emplace_back(std::int64_t{*word == "launched" ? launch.ranks : launch.cores});
    } else {
      values.push_back(value);
    }
  }
  return values;
}

Values pick(const std::vector<Parameter>& parameters, const Values& combination) {
  Values values;
  for (const Parameter& parameter : parameters) {
    const Value* value = combination.find(parameter.name);
    values.set(parameter.name, value == nullptr ? parameter.initial : *value);
  }
  return values;
}

Settings settings_of(const Experiment& experiment, const Values& combination, Values& values) {
  Settings settings{experiment.settings};
  const auto parameters = experiment.workload->setting_parameters(values);
  if (parameters.empty()) {
    return settings;
  }
  const auto asked = static_cast<std::uint64_t>(values.integer("settings"));
  for (const SettingParameter& parameter : parameters) {
    if (std::ranges::find(settings.axes, parameter.name, &SettingAxis::name) == settings.axes.end()) {
      settings.axes.push_back({.name = parameter.name, .list = {}, .from = parameter.from, .to = parameter.to});
    }
  }
  for (SettingAxis& axis : settings.axes) {
    if (axis.size() == 0) {
      axis.count = settings.axes.size() == 1 ? asked : 1;
    }
  }
  if (combination.find("settings") != nullptr && settings.count() != asked) {
    throw UsageError("settings = " + std::to_string(asked) + ", but [experiment.parameters] has " +
                         std::to_string(settings.count()) + " points",
                     experiment.where, "take `settings` away or make the counts agree");
  }
  values.set("settings", static_cast<std::int64_t>(settings.count()));
  return settings;
}

} // namespace sweep
