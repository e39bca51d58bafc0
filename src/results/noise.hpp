#pragma once

#include <array>
#include <vector>

#include "results/description.hpp"
#include "results/side.hpp"
#include "results/spread.hpp"

namespace sweep {

/// For how many launches a side it is told what can be seen.
inline constexpr std::array<std::int64_t, 4> launches_told{5, 10, 20, 40};

/// What the launches of a case say of the smallest change that can be seen: a row of /noise.
struct CaseNoise {
  std::int64_t case_index = -1;
  std::int64_t launches = 0;
  double median_s = 0; ///< Of the medians of its launches.
  Spread spread{};
  std::array<double, launches_told.size()> changes{}; ///< See smallest_change(); NaN where so few decide nothing.
};

/// Of every case with enough launches, in order of `case`. `launches` are those of /launches.
std::vector<CaseNoise> noise_of(const std::vector<std::vector<LaunchMedian>>& medians,
                                const std::vector<LaunchRecord>& launches);

/// /noise: of the cases of `result` with enough launches.
Table noise_table(const Result& result);

/// Adds what is known of its columns.
void describe_noise(std::vector<ColumnText>& all);

} // namespace sweep
