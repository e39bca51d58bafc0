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
  for (CaseNoise& row : rows) { // now that their number is known, for which each is corrected
    for (std::size_t i = 0; i < launches_told.size(); ++i) {
      row.changes[i] = smallest_change(row.spread, launches_told[i], std::ssize(rows)).value_or(std::nan(""));
    }
  }
  return rows;
}

Table noise_table(const Result& result) {
  return to_table(ColumnsOf<CaseNoise>(noise_columns), noise_of(case_medians(result), result.launches));
}

void describe_noise(std::vector<ColumnText>& all) {
  describe("noise", ColumnsOf<CaseNoise>(noise_columns), all);
}

} // namespace sweep
