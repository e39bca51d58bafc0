#include "cli/setting_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/typed_value.hpp"

namespace sweep {
namespace {

bool valid_setting(double value, const SettingParameter& parameter) {
  return value > parameter.above && value <= parameter.maximum && (!parameter.whole || value == std::round(value));
}

std::optional<double> read_setting(TomlReader& reader, const toml::node& node, const SettingParameter& parameter) {
  const std::optional<double> value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value || !valid_setting(*value, parameter)) {
    reader.mistake(node, fmt::format("{} = {} is not valid here", parameter.name, as_written(node)),
                   fmt::format("give a {}number above {:g} and at most {:g}", parameter.whole ? "whole " : "",
                               parameter.above, parameter.maximum));
    return std::nullopt;
  }
  return value;
}

/// { from = 0.1, to = 1.0, count = 1000, spacing = "log" }
SettingAxis read_range(TomlReader& reader, const toml::table& table, const SettingParameter& parameter) {
  SettingAxis axis = spread_axis(parameter);
  axis.numbered = parameter.numbered && !table.contains("to");
  reader.check_keys(table, {"from", "to", "count", "spacing"}, parameter.name);
  const auto end = [&](std::string_view key, double& value) {
    if (const toml::node* node = table.get(key)) {
      value = read_setting(reader, *node, parameter).value_or(value);
    }
  };
  end("from", axis.from);
  end("to", axis.to);
  if ((std::isnan(axis.from) && !table.contains("from")) || (std::isnan(axis.to) && !table.contains("to"))) {
    reader.mistake(table, fmt::format("the kernels differ in the default range of {}", parameter.name),
                   "give `from` and `to`");
  }
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

/// design = "sobol": ranges are sampled together, by as many points as there are settings, and have no counts.
Design read_design(TomlReader& reader, const toml::table& table) {
  const Parameter parameter{
      .name = "design", .kind = Kind::word, .initial = "grid", .choices = {"grid", "sobol", "latin"}, .help = {}};
  const Value design = reader.value_or_initial(table, parameter);
  return design == Value("sobol") ? Design::sobol : design == Value("latin") ? Design::latin : Design::grid;
}

/// Has the ranges of the table sampled.
void sample(TomlReader& reader, const toml::table& table, Design design, std::vector<SettingAxis>& axes) {
  unsigned ranges = 0;
  for (SettingAxis& axis : axes) {
    if (!axis.list.empty()) {
      continue;
    }
    if (axis.numbered) {
      reader.mistake(*table.get(axis.name), fmt::format("the range of {} is sampled, and has no end", axis.name),
                     "give `to`, the last value, too");
    } else if (axis.count != 0) {
      reader.mistake(*table.get(axis.name), fmt::format("the range of {} is sampled, and has a count", axis.name),
                     "give `from` and `to` alone: `settings` says how many points there are");
    }
    axis.design = design;
    ++ranges;
  }
  if (ranges == 0 || ranges > max_design_dimensions) {
    reader.mistake(*table.get("design"), fmt::format("a design of {} ranges", ranges),
                   fmt::format("give 1 to {} parameters a range: {{ from = 0, to = 1 }}", max_design_dimensions));
  }
}

SettingAxis read_setting_axis(TomlReader& reader, const toml::node& node, const SettingParameter& parameter) {
  if (const toml::table* table = node.as_table()) {
    return read_range(reader, *table, parameter);
  }
  SettingAxis axis{.name = parameter.name, .list = {}};
  const auto add = [&](const toml::node& element) {
    const std::optional<double> value = read_setting(reader, element, parameter);
    if (value) {
      axis.list.push_back(*value);
    }
    return value.has_value();
  };
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    add(node);
  } else if (array->empty()) {
    reader.mistake(node, fmt::format("the axis {} is empty", parameter.name), "give it at least one value");
  } else {
    for (const toml::node& element : *array) {
      if (!add(element) && reader.is_from_file(*array)) {
        break; // which may well have a million that are wrong in the same way
      }
    }
  }
  return axis;
}

} // namespace

std::vector<SettingAxis> read_setting_axes(TomlReader& reader, const toml::table& table,
                                           const std::vector<SettingParameter>& parameters) {
  std::vector<SettingAxis> axes;
  std::vector<std::string> names{"design"};
  for (const SettingParameter& parameter : parameters) {
    names.push_back(parameter.name);
    if (const toml::node* node = table.get(parameter.name)) {
      axes.push_back(read_setting_axis(reader, *node, parameter));
    }
  }
  reader.check_keys(table, names, "[experiment.parameters]");
  if (const Design design = read_design(reader, table); design != Design::grid) {
    sample(reader, table, design, axes);
  }
  return axes;
}

} // namespace sweep
