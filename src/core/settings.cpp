#include "core/settings.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace sweep {

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

} // namespace sweep
