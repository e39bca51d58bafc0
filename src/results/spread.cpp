#include "results/spread.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/low_ranks.hpp"
#include "core/student.hpp"
#include "results/judgement.hpp"

namespace sweep {

std::optional<Spread> spread_of(std::span<const std::vector<double>> groups) {
  constexpr std::int64_t fewest = 4;
  Spread spread;
  double squares = 0;
  for (const std::vector<double>& group : groups) {
    if (group.empty()) {
      continue;
    }
    std::vector<double> logs(group.size());
    std::ranges::transform(group, logs.begin(), [](double median) { return std::log(median); });
    const double mean = std::accumulate(logs.begin(), logs.end(), 0.0) / static_cast<double>(logs.size());
    for (const double each : logs) {
      squares += (each - mean) * (each - mean);
    }
    const auto [least, greatest] = std::ranges::minmax(logs);
    spread.range = std::max(spread.range, greatest - least);
    spread.launches += std::ssize(logs);
    spread.degrees_of_freedom += static_cast<double>(logs.size() - 1);
  }
  if (spread.launches < fewest || spread.degrees_of_freedom < 2) {
    return std::nullopt;
  }
  spread.deviation = std::sqrt(squares / spread.degrees_of_freedom);
  return spread;
}

std::optional<double> smallest_shift(std::int64_t launches, std::int64_t cases) {
  constexpr double missed = 0.05;
  const double level = family_level / static_cast<double>(cases);
  if (launches < static_cast<std::int64_t>(fewest_for_interval(level))) {
    return std::nullopt;
  }
  const double error = std::sqrt(2 / static_cast<double>(launches) * std::numbers::pi / 2.4);
  const auto degrees = static_cast<double>(2 * launches - 2);
  return error * (student_quantile(level / 2, degrees) + student_quantile(missed, degrees));
}

} // namespace sweep
