#include "core/settings.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// As asked, or the parameter at its default.
SettingAxis axis_of(const SettingParameter& parameter, const std::vector<SettingAxis>& asked) {
  const auto found = std::ranges::find(asked, parameter.name, &SettingAxis::name);
  return found != asked.end() ? *found : SettingAxis{.name = parameter.name, .list = {parameter.from}};
}

bool is_sampled(const SettingAxis& axis) {
  return axis.design != Design::grid;
}

/// What is between the ends of a range, and the ends.
double between(const SettingAxis& axis, double fraction) {
  return axis.spacing == Spacing::linear ? std::lerp(axis.from, axis.to, fraction)
                                         : axis.from * std::pow(axis.to / axis.from, fraction);
}

/// A sampled value: of whole numbers spaced evenly each as often.
double sampled(const SettingAxis& axis, std::uint64_t point) {
  const double coordinate = design_coordinate(axis.design, axis.dimension, point, axis.count);
  if (axis.whole && axis.spacing == Spacing::linear) {
    const auto [low, high] = std::minmax(axis.from, axis.to);
    return std::min(std::floor(std::lerp(low, high + 1, coordinate)), high);
  }
  const double value = between(axis, coordinate);
  return axis.whole ? std::round(value) : value;
}

/// "a, b" of the axes that have no count.
std::string names_of(const std::vector<SettingAxis*>& axes) {
  std::string names;
  for (const SettingAxis* axis : axes) {
    names += (names.empty() ? "" : ", ") + axis->name;
  }
  return names;
}

/// The axes that take the settings which the others leave them; of those with a design, which share them, the first.
std::vector<SettingAxis*> open_axes(Settings& settings) {
  std::vector<SettingAxis*> open;
  for (SettingAxis& axis : settings.axes) {
    if (axis.size() == 0 && axis.dimension == 0) {
      open.push_back(&axis);
    }
  }
  return open;
}

} // namespace

double SettingAxis::at(std::uint64_t index) const {
  SWEEP_EXPECT(index < size());
  if (!list.empty()) {
    return list[index];
  }
  if (is_sampled(*this)) {
    return sampled(*this, index);
  }
  if (numbered) {
    return from + static_cast<double>(index);
  }
  if (index == 0) {
    return from;
  }
  if (index == count - 1) {
    return to;
  }
  const double fraction = static_cast<double>(index) / static_cast<double>(count - 1);
  const double value = between(*this, fraction);
  return whole ? std::round(value) : value;
}

std::uint64_t Settings::count() const {
  constexpr std::uint64_t limit = std::uint64_t{1} << 53; // beyond it, numbers in notebooks are no longer exact
  std::uint64_t product = 1;
  for (const SettingAxis& axis : axes) {
    if (axis.dimension > 0) {
      continue; // shares the points of dimension 0
    }
    if (axis.size() != 0 && product > limit / axis.size()) {
      throw UsageError("the grid of settings has more than 2^53 points", axis.name, "give its axes smaller counts");
    }
    product *= axis.size();
  }
  return product;
}

void Settings::at(std::uint64_t setting, double* values) const {
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (!is_sampled(axes[i])) {
      values[i] = axes[i].at(setting % axes[i].size());
      setting /= axes[i].size();
    }
  }
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (is_sampled(axes[i])) {
      values[i] = axes[i].at(setting);
    }
  }
}

SettingAxis spread_axis(const SettingParameter& parameter) {
  return {.name = parameter.name,
          .list = {},
          .from = parameter.from,
          .to = parameter.to,
          .whole = parameter.whole,
          .numbered = parameter.numbered};
}

Parameter settings_parameter(std::int64_t usual) {
  return {.name = "settings",
          .kind = Kind::integer,
          .initial = usual,
          .minimum = 1,
          .maximum = 1e8,
          .choices = {},
          .help = "number of settings, one task each; taken from [experiment.parameters] where that says it"};
}

Settings make_settings(const std::vector<SettingParameter>& parameters, const std::vector<SettingAxis>& asked,
                       std::uint64_t count, std::uint64_t usual) {
  Settings settings;
  for (const SettingParameter& parameter : parameters) {
    const bool spread = asked.empty() && parameter.swept;
    settings.axes.push_back(spread ? spread_axis(parameter) : axis_of(parameter, asked));
  }
  for (const SettingAxis& axis : asked) {
    if (std::ranges::find(parameters, axis.name, &SettingParameter::name) == parameters.end()) {
      throw UsageError("a setting has no parameter '" + axis.name + "' here", "", "take it away");
    }
  }
  unsigned dimension = 0;
  for (SettingAxis& axis : settings.axes) {
    axis.dimension = is_sampled(axis) ? dimension++ : 0;
  }
  const std::vector<SettingAxis*> open = open_axes(settings);
  if (open.size() > 1) {
    throw UsageError("it is not said how many values each of " + names_of(open) + " takes", "",
                     "give a `count` to all of them but one, or to all");
  }
  const std::string points = std::to_string(count);
  if (!open.empty()) {
    open.front()->count = 1;
    const std::uint64_t others = settings.count();
    if (count % others != 0) {
      throw UsageError("settings = " + points + " is no multiple of the " + std::to_string(others) +
                           " points of the other parameters",
                       "", "take `settings` away, or give `" + open.front()->name + "` a count");
    }
    open.front()->count = count == 0 ? usual : count / others;
    for (SettingAxis& axis : settings.axes) {
      axis.count = is_sampled(axis) ? open.front()->count : axis.count;
    }
  } else if (count != 0 && settings.count() != count) {
    throw UsageError("settings = " + points + ", but [experiment.parameters] has " + std::to_string(settings.count()) +
                         " points",
                     "", "take `settings` away or make the counts agree");
  }
  return settings;
}

} // namespace sweep
