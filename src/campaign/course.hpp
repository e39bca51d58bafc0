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

  /// About the longest that the next repetition takes, with what surrounds it: the 95th percentile of those of all
  /// launches so far and the most that surrounded one in this launch; before there are any, what a warm-up took, before
  /// that the check, and before that nominal_time or what its serial base took.
  Seconds longest_next() const;

  /// What the next repetition takes by what was measured of repetitions and warm-ups alone: as longest_next() where
  /// there were several, else the quickest, which one that was disturbed does not change. 0 before there is any.
  Seconds surely_takes() const;

  /// Whether every repetition so far would fit into so much: quicker than longest_next().
  bool never_took(Seconds longer) const { return !walls.empty() && longest_wall + around < longer; }

  /// Notes what a warm-up took: all, and its own time.
  void saw(Seconds whole, Seconds wall);

  /// Notes one more repetition, of so many workers a rank; with what surrounds it, it took `whole`, of which the
  /// hypervisor had so much.
  void add(const Measurement& measurement, std::int64_t workers, Seconds hypervisor, Seconds whole);

  /// Notes a repetition that an earlier launch measured, of which these are the ranks.
  void restore(std::span<const Sample> ranks, std::int64_t workers);

  /// Notes what a repetition of any launch took by its own clock.
  void add_wall(Seconds wall);

  Stopping stopping;
  Seconds nominal_time;
  double simultaneous; ///< Workers.
  LeastUse least{.processor = std::numeric_limits<Seconds>::infinity(),
                 .locked = std::numeric_limits<Seconds>::infinity()};
  std::vector<PhaseSample> phases;
  std::vector<Disturbance> disturbances; ///< Of every repetition.
  std::int64_t next_repetition = 0;      ///< Its number, which goes on from launch to launch.
  std::set<std::int64_t> parts;          ///< Launches that measured some of its repetitions.
  std::vector<Seconds> walls;            ///< Of its repetitions in all launches of the file.
  Seconds longest_wall = 0;
  Seconds quickest_seen = never_seen;
  Seconds around = 0;        ///< The most that a repetition of this launch took beside its own time.
  Seconds whole_seen = 0;    ///< Of the longest warm-up in this launch; 0: none.
  Seconds check_seen = 0;    ///< What its check took in this launch, with all that is made once; 0: none.
  Seconds base_seen = 0;     ///< Of its serial base in this launch, than which it is hardly slower; 0: none.
  std::int64_t measured = 0; ///< Repetitions of this launch; so are the next two.
  Seconds stolen = 0;
  Seconds elapsed = 0;
  bool over = false;

 private:
  static constexpr Seconds never_seen = std::numeric_limits<Seconds>::infinity();
};

/// Those of a plan's cases, at their beginning.
std::vector<Course> courses_of(const Plan& plan, const Launch& launch);

/// Unfinished cases are assumed to need as many repetitions as finished ones did (before there are any: the fewest).
Seconds time_left(const std::vector<Course>& courses, std::int64_t fewest);

} // namespace sweep
