#include "cli/experiment_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "cli/names.hpp"
#include "cli/nearest.hpp"
#include "cli/setting_axes.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

Parameter model_parameter() {
  return {.name = "model", .kind = Kind::word, .initial = "serial", .choices = names_of(models()), .help = {}};
}

/// Whether the experiment asks for it, alone or in a list.
bool names_model(const toml::table& table, const std::string& model) {
  const toml::node* node = table.get("model");
  const toml::array* several = node == nullptr ? nullptr : node->as_array();
  const auto is_it = [&](const toml::node& one) { return one.value<std::string>() == model; };
  return several != nullptr ? std::any_of(several->begin(), several->end(), is_it) : node != nullptr && is_it(*node);
}

/// Every parameter an experiment with this workload may have. Those of models it does not name are allowed too: a model
/// is then taken out or put in without touching the rest. One that several models have must be right for all it names.
std::vector<Parameter> known_parameters(const WorkloadDescriptor& workload, const toml::table& table) {
  std::vector<Parameter> known{model_parameter()};
  const auto add = [&known](const std::vector<Parameter>& parameters, bool narrow = false) {
    for (const Parameter& parameter : parameters) {
      const auto found = std::ranges::find(known, parameter.name, &Parameter::name);
      if (found == known.end()) {
        known.push_back(parameter);
      } else if (narrow) {
        found->minimum = std::max(found->minimum, parameter.minimum);
        found->maximum = std::min(found->maximum, parameter.maximum);
      }
    }
  };
  add(harness_parameters());
  add(workload.parameters);
  for (const bool named : {true, false}) {
    for (const ModelDescriptor& model : models()) {
      if (names_model(table, model.name) == named) {
        add(model.parameters, named);
      }
    }
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

/// Every combination of the values of those axes that are words of the workload: a parameter of a setting depends on
/// them. Repeated values, and numbers, make no more of them.
std::vector<Values> combinations_of_words(const Experiment& experiment) {
  std::vector<Values> combinations{Values{}};
  for (const Parameter& parameter : experiment.workload->parameters) {
    const auto axis = std::ranges::find(experiment.axes, parameter.name, &Axis::name);
    const bool given = axis != experiment.axes.end() && !axis->values.empty();
    std::vector<Value> taken{given ? axis->values.front() : parameter.initial};
    if (given && parameter.kind == Kind::word && !parameter.choices.empty()) {
      for (const Value& value : axis->values) {
        if (std::ranges::find(taken, value) == taken.end()) {
          taken.push_back(value);
        }
      }
    }
    std::vector<Values> product;
    for (const Values& combination : combinations) {
      for (const Value& value : taken) {
        product.push_back(combination);
        product.back().set(parameter.name, value);
      }
    }
    combinations = std::move(product);
  }
  return combinations;
}

/// The parameters that a setting has under some of the experiment's values. What several of them call the same is one,
/// with the range that is valid under all, and no default axis where theirs differ.
std::vector<SettingParameter> setting_parameters(const Experiment& experiment) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<SettingParameter> all;
  if (!experiment.workload->settings) {
    return all;
  }
  for (const Values& values : combinations_of_words(experiment)) {
    for (const SettingParameter& parameter : experiment.workload->settings->parameters(values)) {
      const auto known = std::ranges::find(all, parameter.name, &SettingParameter::name);
      if (known == all.end()) {
        all.push_back(parameter);
      } else if (known->assumed) {
        *known = parameter;
      } else if (!parameter.assumed) {
        known->above = std::max(known->above, parameter.above);
        known->maximum = std::min(known->maximum, parameter.maximum);
        known->from = known->from == parameter.from ? known->from : none;
        known->to = known->to == parameter.to ? known->to : none;
      }
    }
  }
  return all;
}

Parameter text_parameter(std::string_view name) {
  return {.name = std::string(name), .kind = Kind::word, .initial = "", .choices = {}, .help = {}};
}

const WorkloadDescriptor* workload_of(const toml::table& table) {
  return find_workload(table["workload"].value_or(std::string()));
}

/// Whether the kernels, or whatever else decides that, of the [[experiment]] `table` know that parameter of a setting.
bool has_setting(const toml::table& table, const WorkloadDescriptor& workload, std::string_view name) {
  TomlReader unheard("");
  Experiment experiment{.name = {}, .workload = &workload, .axes = {}, .settings = {}, .where = {}};
  for (const Parameter& parameter : workload.parameters) {
    if (const toml::node* node = table.get(parameter.name)) {
      experiment.axes.push_back({.name = parameter.name, .values = unheard.values(*node, parameter)});
    }
  }
  const std::vector<SettingParameter> known = setting_parameters(experiment);
  const auto fits = [name](const SettingParameter& each) { return each.assumed || each.name == name; };
  return std::ranges::any_of(known, fits);
}

} // namespace

void read_settings(TomlReader& reader, const toml::table& table, Experiment& experiment) {
  experiment.settings = read_setting_axes(reader, table, setting_parameters(experiment));
}

std::string read_name(TomlReader& reader, const toml::table& table, std::string_view whose, std::string initial) {
  const toml::node* node = table.get("name");
  if (node == nullptr) {
    return initial;
  }
  std::string name = node->value<std::string>().value_or("");
  if (!valid_name(name)) {
    reader.mistake(*node, fmt::format("the {}'s name is not valid", whose), std::string(name_rule()));
  }
  return name;
}

std::vector<std::string> keys_of(const toml::table& table) {
  const WorkloadDescriptor* workload = workload_of(table);
  if (workload == nullptr) {
    return {};
  }
  std::vector<std::string> keys{"name", "workload", "parameters"};
  for (const Parameter& parameter : known_parameters(*workload, table)) {
    keys.push_back(parameter.name);
  }
  return keys;
}

std::optional<Parameter> parameter_of(const toml::table& table, std::string_view key) {
  if (key == "name" || key == "workload") {
    return text_parameter(key);
  }
  const WorkloadDescriptor* workload = workload_of(table);
  if (workload == nullptr) {
    return std::nullopt;
  }
  const std::size_t dot = std::min(key.find('.'), key.size());
  const std::string_view first = key.substr(0, dot);
  const std::string_view rest = dot == key.size() ? "" : key.substr(dot + 1);
  if (first == "parameters") {
    const std::string_view name = rest.substr(0, rest.find('.'));
    if (name == "design") {
      return text_parameter(key);
    }
    const bool known = name.empty() || has_setting(table, *workload, name);
    return known ? std::optional(Parameter{
                       .name = std::string(key), .kind = Kind::real, .initial = 0.0, .choices = {}, .help = {}})
                 : std::nullopt;
  }
  const std::vector<Parameter> known = known_parameters(*workload, table);
  const auto found = std::ranges::find(known, first, &Parameter::name);
  if (found == known.end()) {
    return std::nullopt;
  }
  return rest.empty() ? *found : text_parameter(key); // a table's values are texts
}

Experiment read_experiment(TomlReader& reader, const toml::table& table) {
  Experiment experiment{
      .name = {}, .workload = read_workload(reader, table), .axes = {}, .settings = {}, .where = reader.where(table)};
  if (experiment.workload == nullptr) {
    return experiment;
  }
  experiment.name = read_name(reader, table, "experiment", experiment.workload->name);
  const std::vector<Parameter> known = known_parameters(*experiment.workload, table);
  for (const Parameter& parameter : known) {
    if (const toml::node* node = table.get(parameter.name)) {
      experiment.axes.push_back({.name = parameter.name, .values = reader.values(*node, parameter)});
    } else if (parameter.name == "model") {
      experiment.axes.push_back({.name = "model", .values = {parameter.initial}});
    }
  }
  reader.check_keys(table, keys_of(table), "[[experiment]]");
  if (const toml::table* settings = reader.table(table, "parameters")) {
    read_settings(reader, *settings, experiment);
  }
  return experiment;
}

} // namespace sweep
