#include "campaign/disturbance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/statistics.hpp"

namespace sweep {
namespace {

constexpr double noticeable = 0.03; // of a repetition's time

double or_none(double value) {
  return std::isnan(value) ? 0 : value;
}

double median_of(std::span<const Disturbance> all, double Disturbance::*share) {
  std::vector<double> values;
  values.reserve(all.size());
  for (const Disturbance& each : all) {
    values.push_back(each.*share);
  }
  return values.empty() ? 0 : summarise(values).median;
}

} // namespace

bool Disturbance::by_strangers() const {
  return ready > noticeable && held > noticeable;
}

Disturbance disturbance(std::span<const Sample> ranks, std::int64_t workers, double simultaneous) {
  Disturbance found;
  Seconds wall = 0;
  for (const Sample& rank : ranks) {
    wall = std::max(wall, rank.wall_s);
    found.ready = std::max(found.ready, or_none(rank.ready_s) / static_cast<double>(workers));
    found.late = std::max(found.late, or_none(rank.late_s));
    found.strangers += or_none(rank.strangers_s);
    found.servers += or_none(rank.servers_s);
  }
  if (wall <= 0) {
    return {};
  }
  for (double* const share : {&found.ready, &found.late, &found.strangers, &found.servers}) {
    *share /= wall;
  }
  if (found.ready > 1) { // who took what is read a little around the clock: here that outweighs the repetition
    found.ready = found.strangers = found.servers = 0;
  }
  found.held = found.strangers / simultaneous;
  return found;
}

std::vector<std::string> disturbance_warnings(std::span<const Disturbance> all) {
  std::vector<std::string> warnings;
  if (const double late = median_of(all, &Disturbance::late); late > noticeable) {
    warnings.push_back(fmt::format("late: a worker began {:.2g} % of the time of a repetition after the agreed start "
                                   "(median); use fewer workers, or more work for each",
                                   100 * late));
  }
  const auto disturbed = std::ranges::count_if(all, &Disturbance::by_strangers);
  if (disturbed > 0) {
    const Disturbance most = *std::ranges::max_element(all, [](const Disturbance& one, const Disturbance& other) {
      return std::pair(one.by_strangers(), one.ready) < std::pair(other.by_strangers(), other.ready);
    });
    warnings.push_back(fmt::format("neighbours: in {} of {} repetitions other programs took processors ({:.2g} of them "
                                   "at worst) while our workers were ready to run and did not ({:.2g} % of the time); "
                                   "repeat when the machine is quiet",
                                   disturbed, all.size(), most.strangers, 100 * most.ready));
  }
  const double servers = median_of(all, &Disturbance::servers);
  if (servers > noticeable && median_of(all, &Disturbance::ready) > noticeable) {
    warnings.push_back(fmt::format("servers: what serves the tasks took {:.2g} processors beside workers that were "
                                   "ready to run and did not; use fewer workers than the node has cores",
                                   servers));
  }
  return warnings;
}

} // namespace sweep
