#pragma once

#include "campaign/ensemble.hpp"
#include "campaign/handout.hpp"

namespace sweep {

/// What one rank did between a common start and its own end.
struct TimedRun {
  Instant start; ///< On this node's clock.
  RankReport report;
  StageReport stage;
  Sample sample;
  PhaseSample phases;
  Seconds uncounted_cpu; ///< Processor time that may not be the workers' own, or not within the time that counts.
};

/// Runs one stage from a start that all ranks of the team agree on. Never throws for what fails after the start: that
/// is in the report. Collective, on main threads.
/// @param rss_before      resident memory before the model was made
/// @param on_main_thread  whether the model runs there only: no other thread has to wake up
TimedRun run_timed(Model& model, Stage& stage, Handout& handout, const Team& team, const Order& order,
                   std::int64_t rss_before, bool on_main_thread);

} // namespace sweep
