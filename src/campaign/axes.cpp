#include "campaign/axes.hpp"

#include <algorithm>
#include <iterator>

#include "core/settings.hpp"

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

Settings settings_of(const Experiment& experiment, const Values& combination, Values& values) {
  if (!experiment.workload->settings) {
    return {};
  }
  const std::string& number = settings_parameter(1).name;
  const auto of_points = [&](const Value& value) { return static_cast<std::uint64_t>(std::get<std::int64_t>(value)); };
  const Value* asked = combination.find(number);
  const std::vector<SettingParameter> parameters = experiment.workload->settings->parameters(values);
  std::vector<SettingAxis> axes; // those that mean something beside these values
  std::ranges::copy_if(experiment.settings, std::back_inserter(axes), [&](const SettingAxis& axis) {
    return std::ranges::find(parameters, axis.name, &SettingParameter::name) != parameters.end();
  });
  Settings settings =
      make_settings(parameters, axes, asked == nullptr ? 0 : of_points(*asked), of_points(*values.find(number)));
  values.set(number, static_cast<std::int64_t>(settings.count()));
  return settings;
}

} // namespace sweep
