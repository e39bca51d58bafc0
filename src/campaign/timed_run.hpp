#pragma once

#include "campaign/ensemble.hpp"
#include "campaign/handout.hpp"

namespace sweep {

/// What one rank did between a common start and its own end.
struct TimedRun {
  Instant start; ///< On this node's clock.
  RankReport report;
  Sample sample;
  PhaseSample phases;
};

/// Runs the tasks of `work` once, from a start that all ranks of the team agree on; where `stage` is not null it is
/// `work`, and is opened before and closed after, in the clock. Never throws for what fails after the start: that is in
/// the report. Collective, on main threads.
/// @param rss_before  resident memory before the model was made
TimedRun run_timed(Model& model, const TaskSet& work, Stage* stage, Handout& handout, const Team& team,
                   const Order& order, std::int64_t rss_before);

} // namespace sweep
