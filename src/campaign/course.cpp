#include "campaign/course.hpp"

#include <algorithm>

namespace sweep {

void Course::add(const Measurement& measurement, std::int64_t workers, Seconds hypervisor, Seconds whole) {
  disturbances.push_back(disturbance(measurement.samples, workers, simultaneous));
  stopping.add(measurement.time(), disturbances.back().by_strangers());
  least.processor = std::min(least.processor, measurement.processor_time());
  least.stages = std::max<std::int64_t>(1, std::ssize(measurement.stages));
  least.locked = std::min(least.locked, measurement.longest_locked());
  ++measured;
  saw(whole, measurement.time());
  add_wall(measurement.time());
  ++next_repetition;
  stolen += hypervisor;
  elapsed += whole;
}

void Course::restore(std::span<const Sample> ranks, std::int64_t workers) {
  disturbances.push_back(disturbance(ranks, workers, simultaneous));
  parts.insert(ranks.front().launch);
  stopping.add(std::ranges::max(ranks, {}, &Sample::wall_s).wall_s, disturbances.back().by_strangers());
}

void Course::add_wall(Seconds wall) {
  walls.push_back(wall);
  longest_wall = std::max(longest_wall, wall);
  quickest_seen = std::min(quickest_seen, wall);
}

void Course::saw(Seconds whole, Seconds wall) {
  around = std::max(around, whole - wall);
  whole_seen = std::max(whole_seen, whole);
  quickest_seen = std::min(quickest_seen, wall);
}

Seconds Course::longest_next() const {
  if (walls.empty()) {
    return whole_seen > 0 ? whole_seen : check_seen > 0 ? check_seen : std::max(base_seen, nominal_time);
  }
  std::vector<Seconds> sorted = walls;
  std::ranges::sort(sorted);
  return quantile(sorted, 0.95) + around;
}

Seconds Course::surely_takes() const {
  constexpr std::size_t several = 6; // of which the 95th percentile is not the one that took longest
  return walls.size() >= several ? longest_next() : quickest_seen < never_seen ? quickest_seen : 0;
}

std::vector<Course> courses_of(const Plan& plan, const Launch& launch) {
  std::vector<Course> courses;
  const std::vector<Seconds> nominal = nominal_times(plan, launch);
  for (std::size_t index = 0; index < plan.cases.size(); ++index) {
    const CaseRecord& planned = plan.cases[index].record;
    courses.emplace_back(plan.campaign.repetitions, nominal[index],
                         launch.simultaneous_workers(planned.ranks, planned.threads));
  }
  return courses;
}

Seconds time_left(const std::vector<Course>& courses, std::int64_t fewest) {
  double finished = 0;
  double repetitions = 0;
  for (const Course& course : courses) {
    finished += course.over ? 1 : 0;
    repetitions += course.over ? static_cast<double>(course.stopping.times().size()) : 0;
  }
  const double expected = finished > 0 ? repetitions / finished : static_cast<double>(fewest);
  Seconds left = 0;
  for (const Course& course : courses) {
    if (!course.over) {
      const auto done = static_cast<double>(course.stopping.times().size());
      left += std::max(expected - done, 1.0) * course.time_of_next();
    }
  }
  return left;
}

} // namespace sweep
