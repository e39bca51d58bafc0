#pragma once

#include <limits>
#include <set>
#include <span>
#include <vector>

#include "campaign/bound.hpp"
#include "campaign/disturbance.hpp"
#include "campaign/ensemble.hpp"
#include "campaign/plan.hpp"
#include "campaign/stopping.hpp"
#include "core/clock.hpp"
#include "results/record.hpp"

namespace sweep {

/// What is known of a case while its experiment runs.
struct Course {
  /// @param nominal  about how long a repetition takes
  /// @param at_once  how many of its workers can run at once
  Course(const Repetitions& rule, Seconds nominal, double at_once)
      : stopping(rule), nominal_time(nominal), simultaneous(at_once) {}

  /// About how long the next repetition takes.
  Seconds time_of_next() const { return measured > 0 ? elapsed / static_cast<double>(measured) : nominal_time; }

  /// Notes one more repetition, of so many workers a rank; with what surrounds it, it took `whole`, of which the
  /// hypervisor had so much.
  void add(const Measurement& measurement, std::int64_t workers, Seconds hypervisor, Seconds whole);

  /// Notes a repetition that an earlier launch measured, of which these are the ranks.
  void restore(std::span<const Sample> ranks, std::int64_t workers);

  Stopping stopping;
  Seconds nominal_time;
  double simultaneous; ///< Workers.
  LeastUse least{.processor = std::numeric_limits<Seconds>::infinity(),
                 .locked = std::numeric_limits<Seconds>::infinity()};
  std::vector<PhaseSample> phases;
  std::vector<Disturbance> disturbances; ///< Of every repetition.
  std::int64_t next_repetition = 0;      ///< Its number, which goes on from launch to launch.
  std::set<std::int64_t> parts;          ///< Launches that measured some of its repetitions.
  std::int64_t measured = 0;             ///< Repetitions of this launch; so are the next two.
  Seconds stolen = 0;
  Seconds elapsed = 0;
  bool over = false;
};

/// Those of a plan's cases, at their beginning.
std::vector<Course> courses_of(const Plan& plan, const Launch& launch);

/// Unfinished cases are assumed to need as many repetitions as finished ones did (before there are any: the fewest).
Seconds time_left(const std::vector<Course>& courses, std::int64_t fewest);

} // namespace sweep
