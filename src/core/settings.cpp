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

/// "a, b" of the axes that have no count.
std::string names_of(const std::vector<SettingAxis*>& axes) {
  std::string names;
  for (const SettingAxis* axis : axes) {
    names += (names.empty() ? "" : ", ") + axis->name;
  }
  return names;
}

/// The axes that take the settings which the others leave them.
std::vector<SettingAxis*> open_axes(Settings& settings) {
  std::vector<SettingAxis*> open;
  for (SettingAxis& axis : settings.axes) {
    if (axis.size() == 0) {
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
  if (index == 0) {
    return from;
  }
  if (index == count - 1) {
    return to;
  }
  const double fraction = static_cast<double>(index) / static_cast<double>(count - 1);
  return spacing == Spacing::linear ? std::lerp(from, to, fraction) : from * std::pow(to / from, fraction);
}

std::uint64_t Settings::count() const {
  constexpr std::uint64_t limit = std::uint64_t{1} << 53; // beyond it, numbers in notebooks are no longer exact
  std::uint64_t product = 1;
  for (const SettingAxis& axis : axes) {
    if (axis.size() != 0 && product > limit / axis.size()) {
      throw UsageError("the grid of settings has more than 2^53 points", axis.name, "give its axes smaller counts");
    }
    product *= axis.size();
  }
  return product;
}

void Settings::at(std::uint64_t setting, double* values) const {
  for (std::size_t i = axes.size(); i-- > 0;) {
    values[i] = axes[i].at(setting % axes[i].size());
    setting /= axes[i].size();
  }
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
    settings.axes.push_back(
        spread ? SettingAxis{.name = parameter.name, .list = {}, .from = parameter.from, .to = parameter.to}
               : axis_of(parameter, asked));
  }
  for (const SettingAxis& axis : asked) {
    if (std::ranges::find(parameters, axis.name, &SettingParameter::name) == parameters.end()) {
      throw UsageError("a setting has no parameter '" + axis.name + "' here", "", "take it away");
    }
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
  } else if (count != 0 && settings.count() != count) {
    throw UsageError("settings = " + points + ", but [experiment.parameters] has " + std::to_string(settings.count()) +
                         " points",
                     "", "take `settings` away or make the counts agree");
  }
  return settings;
}

} // namespace sweep
