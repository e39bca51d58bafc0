#include "cli/experiment_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/nearest.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

template <typename Descriptor>
std::vector<std::string> names_of(std::span<const Descriptor> catalogue) {
  std::vector<std::string> names;
  for (const Descriptor& descriptor : catalogue) {
    names.push_back(descriptor.name);
  }
  return names;
}

Parameter model_parameter() {
  return {.name = "model", .kind = Kind::word, .initial = "serial", .choices = names_of(models()), .help = {}};
}

/// Every parameter an experiment with this workload may have. Those of models it does not name are allowed too: a model
/// is then taken out or put in without touching the rest.
std::vector<Parameter> known_parameters(const WorkloadDescriptor& workload) {
  std::vector<Parameter> known{model_parameter()};
  const auto add = [&known](const std::vector<Parameter>& parameters) {
    for (const Parameter& parameter : parameters) {
      if (std::ranges::find(known, parameter.name, &Parameter::name) == known.end()) {
        known.push_back(parameter);
      }
    }
  };
  add(harness_parameters());
  add(workload.parameters);
  for (const ModelDescriptor& model : models()) {
    add(model.parameters);
  }
  return known;
}

const WorkloadDescriptor* read_workload(TomlReader& reader, const toml::table& table) {
  const toml::node* node = table.get("workload");
  const std::vector<std::string> known = names_of(workloads());
  if (node == nullptr) {
    reader.mistake(table, "the experiment has no workload", fmt::format("add workload = \"{}\"", known.back()));
    return nullptr;
  }
  const Parameter parameter{
      .name = "workload", .kind = Kind::word, .initial = known.front(), .choices = known, .help = {}};
  const std::optional<Value> name = reader.value(*node, parameter);
  return name ? find_workload(std::get<std::string>(*name)) : nullptr;
}

bool valid_setting(double value, const SettingParameter& parameter) {
  return value > parameter.above && value <= parameter.maximum;
}

std::optional<double> read_setting(TomlReader& reader, const toml::node& node, const SettingParameter& parameter) {
  const std::optional<double> value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value || !valid_setting(*value, parameter)) {
    reader.mistake(node, fmt::format("{} is not valid here", parameter.name),
                   fmt::format("give a number above {:g} and at most {:g}", parameter.above, parameter.maximum));
    return std::nullopt;
  }
  return value;
}

/// { from = 0.1, to = 1.0, count = 1000, spacing = "log" }
SettingAxis read_range(TomlReader& reader, const toml::table& table, const SettingParameter& parameter) {
  SettingAxis axis{.name = parameter.name, .list = {}, .from = parameter.from, .to = parameter.to};
  reader.check_keys(table, {"from", "to", "count", "spacing"}, parameter.name);
  const auto end = [&](std::string_view key, double& value) {
    if (const toml::node* node = table.get(key)) {
      value = read_setting(reader, *node, parameter).value_or(value);
    }
  };
  end("from", axis.from);
  end("to", axis.to);
  const Parameter count{.name = "count",
                        .kind = Kind::integer,
                        .initial = std::int64_t{0},
                        .minimum = 1,
                        .maximum = 1e8,
                        .choices = {},
                        .help = {}};
  axis.count = static_cast<std::uint64_t>(std::get<std::int64_t>(reader.value_or_initial(table, count)));
  const Parameter spacing{
      .name = "spacing", .kind = Kind::word, .initial = "linear", .choices = {"linear", "log"}, .help = {}};
  axis.spacing = reader.value_or_initial(table, spacing) == Value("log") ? Spacing::logarithmic : Spacing::linear;
  if (axis.spacing == Spacing::logarithmic && axis.from <= 0) {
    reader.mistake(table, "spacing = \"log\" from a value that is not positive", "give `from` a value above 0");
  }
  return axis;
}

SettingAxis read_setting_axis(TomlReader& reader, const toml::node& node, const SettingParameter& parameter) {
  if (const toml::table* table = node.as_table()) {
    return read_range(reader, *table, parameter);
  }
  SettingAxis axis{.name = parameter.name, .list = {}};
  const auto add = [&](const toml::node& element) {
    if (const std::optional<double> value = read_setting(reader, element, parameter)) {
      axis.list.push_back(*value);
    }
  };
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    add(node);
  } else if (array->empty()) {
    reader.mistake(node, fmt::format("the axis {} is empty", parameter.name), "give it at least one value");
  } else {
    for (const toml::node& element : *array) {
      add(element);
    }
  }
  return axis;
}

/// The parameters of a setting under every value of the words among the workload's parameters (`kernel`).
std::vector<SettingParameter> setting_parameters(const Experiment& experiment) {
  Values values;
  for (const Parameter& parameter : experiment.workload->parameters) {
    const auto axis = std::ranges::find(experiment.axes, parameter.name, &Axis::name);
    const bool given = axis != experiment.axes.end() && !axis->values.empty();
    values.set(parameter.name, given ? axis->values.front() : parameter.initial);
  }
  return experiment.workload->setting_parameters(values);
}

void read_settings(TomlReader& reader, const toml::table& table, Experiment& experiment) {
  const std::vector<SettingParameter> known = setting_parameters(experiment);
  std::vector<std::string> names;
  for (const SettingParameter& parameter : known) {
    names.push_back(parameter.name);
    if (const toml::node* node = table.get(parameter.name)) {
      experiment.settings.push_back(read_setting_axis(reader, *node, parameter));
    }
  }
  reader.check_keys(table, names, "[experiment.parameters]");
}

} // namespace

Experiment read_experiment(TomlReader& reader, const toml::table& table) {
  Experiment experiment{
      .name = {}, .workload = read_workload(reader, table), .axes = {}, .settings = {}, .where = reader.where(table)};
  if (experiment.workload == nullptr) {
    return experiment;
  }
  const Parameter name{
      .name = "name", .kind = Kind::word, .initial = experiment.workload->name, .choices = {}, .help = {}};
  experiment.name = std::get<std::string>(reader.value_or_initial(table, name));

  const std::vector<Parameter> known = known_parameters(*experiment.workload);
  std::vector<std::string> keys{"name", "workload", "parameters"};
  for (const Parameter& parameter : known) {
    keys.push_back(parameter.name);
    if (const toml::node* node = table.get(parameter.name)) {
      experiment.axes.push_back({.name = parameter.name, .values = reader.values(*node, parameter)});
    } else if (parameter.name == "model") {
      experiment.axes.push_back({.name = "model", .values = {parameter.initial}});
    }
  }
  reader.check_keys(table, keys, "[[experiment]]");
  if (const toml::table* settings = reader.table(table, "parameters")) {
    read_settings(reader, *settings, experiment);
  }
  return experiment;
}

} // namespace sweep
