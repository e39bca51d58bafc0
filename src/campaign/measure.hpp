#pragma once

#include <functional>

#include "campaign/ensemble.hpp"

namespace sweep {

/// What the ranks of a case are to run.
struct ToMeasure {
  Workload& workload;
  bool begins = true; ///< By its own begin(); else its tasks alone, in one stage.
  std::string service = {};
  std::function<std::string(const Surroundings&)> recipe = nullptr; ///< See Recipe: of the first stage.
};

/// One repetition of a case on the ranks of its team: prepares outside the clock; for each stage starts together, runs
/// the model, stops the clock, and gathers what was found to rank 0. Collective over the team; only rank 0's result is
/// filled. A failure of any rank, before or in the run, becomes Measurement::failure on rank 0: no rank waits for
/// another that gave up.
/// @param make  makes or finds what is to be run; what it throws is a failure of the repetition
Measurement measure(const Case& measured, const std::function<ToMeasure()>& make, const Team& team, const Order& order);

} // namespace sweep
