#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/split_mix.hpp"
#include "results/record.hpp"

namespace sweep::test {

/// About as normal as the sum of twelve numbers, with deviation 1.
inline double normal(SplitMix& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) {
    sum += random.next_unit();
  }
  return sum;
}

/// So many medians of launches around `centre`, which lie apart by `noise` of it (standard deviation).
inline std::vector<double> noisy(double centre, std::size_t launches, double noise, SplitMix& random) {
  std::vector<double> medians(launches);
  for (double& each : medians) {
    each = centre * std::exp(noise * normal(random));
  }
  return medians;
}

/// A result whose case i, on so many draws, has the medians `medians[i]`, one a launch, of three repetitions each.
/// Launches begin every other minute from the second `second` on.
inline Result several_launches(const std::vector<std::vector<double>>& medians, const std::string& second = "00") {
  Result result;
  result.complete = true;
  result.campaign.min_repetitions = 3;
  const std::size_t launches = medians.empty() ? 0 : medians.front().size();
  for (std::size_t i = 0; i < launches; ++i) {
    const std::string minute = std::to_string(10 + 2 * i);
    result.launches.push_back(
        {.launch = static_cast<std::int64_t>(i), .began = "2026-01-01T00:" + minute + ":" + second + "Z"});
  }
  for (std::size_t i = 0; i < medians.size(); ++i) {
    CaseRecord& record = result.cases.emplace_back();
    record.index = static_cast<std::int64_t>(i);
    record.experiment = "pi";
    record.workload = "monte_carlo";
    record.model = "serial";
    record.schedule = "static";
    record.tasks = 100;
    record.status = CaseStatus::finished;
    record.checksum = i;
    record.parameters.set("draws", static_cast<std::int64_t>(1000 * (i + 1)));
    std::int64_t repetition = 0;
    for (std::size_t launch = 0; launch < medians[i].size(); ++launch) {
      for (const double factor : {0.9, 1.0, 1.2}) {
        Sample& sample = result.samples.emplace_back();
        sample.case_index = record.index;
        sample.launch = static_cast<std::int64_t>(launch);
        sample.repetition = repetition++;
        sample.rank = 0;
        sample.wall_s = factor * medians[i][launch];
      }
    }
  }
  result.parameters = {{"draws", {.meaning = "random draws a setting"}}};
  return result;
}

} // namespace sweep::test
