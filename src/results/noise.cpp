#include "results/noise.hpp"

#include <algorithm>
#include <cmath>

#include "core/statistics.hpp"

namespace sweep {
namespace {

template <std::size_t index>
double change(const CaseNoise& noise) {
  return noise.changes[index];
}

constexpr ColumnOf<CaseNoise> noise_columns[]{
    {"case", "1", &CaseNoise::case_index, "row of /cases", 3},
    {"launches", "1", &CaseNoise::launches, "with enough repetitions of it to count", 3},
    {"median_s", "s", [](const auto& row) { return row.median_s; }, "of the medians of its launches", 3},
    {"spread", "1", [](const auto& row) { return row.spread.deviation; },
     "standard deviation of the logarithm of a launch's median, around those with its label", 3},
    {"range", "1", [](const auto& row) { return row.spread.range; },
     "the farthest that the logarithms of two of them lie apart", 3},
    {"change_5", "1", change<0>,
     "smallest change that 5 launches a side find with 95 %, corrected for the number of cases; 0.02: 2 % more", 3},
    {"change_10", "1", change<1>, "the same of 10 launches a side", 3},
    {"change_20", "1", change<2>, "of 20", 3},
    {"change_40", "1", change<3>, "of 40", 3},
};

} // namespace

Sight::Sight(std::int64_t cases) {
  for (std::int64_t launches = 0; launches <= most; ++launches) {
    shifts_.push_back(launches < 2 ? std::nan("") : smallest_shift(launches, cases).value_or(std::nan("")));
  }
}

double Sight::smallest_change(const Spread& spread, std::int64_t launches) const {
  return std::expm1(spread.deviation * shifts_.at(static_cast<std::size_t>(launches)));
}

std::optional<std::int64_t> Sight::launches_for(const Spread& spread, double change) const {
  const auto too_few = [&](double shift) { return std::isnan(shift) || spread.deviation * shift > std::log1p(change); };
  const auto found = std::ranges::partition_point(shifts_, too_few);
  return found == shifts_.end() ? std::nullopt : std::optional(found - shifts_.begin());
}

std::vector<CaseNoise> noise_of(const std::vector<std::vector<LaunchMedian>>& medians,
                                const std::vector<LaunchRecord>& launches) {
  std::vector<CaseNoise> rows;
  for (std::size_t index = 0; index < medians.size(); ++index) {
    if (const auto spread = spread_of(by_label(medians[index], launches))) {
      std::vector<double> seconds(medians[index].size());
      std::ranges::transform(medians[index], seconds.begin(), &LaunchMedian::seconds);
      rows.push_back({.case_index = static_cast<std::int64_t>(index),
                      .launches = spread->launches,
                      .median_s = summarise(seconds).median,
                      .spread = *spread});
    }
  }
  if (rows.empty()) {
    return rows;
  }
  const Sight sight(std::ssize(rows)); // each is corrected for their number
  for (CaseNoise& row : rows) {
    std::ranges::transform(launches_told, row.changes.begin(),
                           [&](std::int64_t count) { return sight.smallest_change(row.spread, count); });
  }
  return rows;
}

Table noise_table(const Result& result) {
  const bool several = result.launches.size() > 1; // of one, which most files have, there is nothing to compute
  return to_table(ColumnsOf<CaseNoise>(noise_columns),
                  several ? noise_of(case_medians(result), result.launches) : std::vector<CaseNoise>());
}

void describe_noise(std::vector<ColumnText>& all) {
  describe("noise", ColumnsOf<CaseNoise>(noise_columns), all);
}

} // namespace sweep
