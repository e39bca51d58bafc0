#pragma once

#include <array>
#include <cstdint>
#include <optional>
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
  std::array<double, launches_told.size()> changes{}; ///< Smallest that so many find; NaN where they decide nothing.
};

/// The smallest change that `launches` launches a side find with 95 %, where `cases` cases are compared at once: 0.02
/// is two per cent more; NaN where so few decide nothing.
class Sight {
 public:
  explicit Sight(std::int64_t cases);

  double smallest_change(const Spread& spread, std::int64_t launches) const;

  /// How many launches a side find that change; nothing above `most`.
  std::optional<std::int64_t> launches_for(const Spread& spread, double change) const;

  static constexpr std::int64_t most = 1000;

 private:
  std::vector<double> shifts_; ///< smallest_shift() by launches; ever smaller.
};

/// Of every case with enough launches, in order of `case`. `launches` are those of /launches.
std::vector<CaseNoise> noise_of(const std::vector<std::vector<LaunchMedian>>& medians,
                                const std::vector<LaunchRecord>& launches);

/// /noise: of the cases of `result` with enough launches.
Table noise_table(const Result& result);

/// Adds what is known of its columns.
void describe_noise(std::vector<ColumnText>& all);

} // namespace sweep
