#pragma once

#include <functional>

#include "campaign/ensemble.hpp"

namespace sweep {

/// One repetition of a case on the ranks of its team: prepares outside the clock, starts together, runs the model,
/// stops the clock, and gathers what was found to rank 0. Collective over the team; only rank 0's result is filled.
/// A failure of any rank, before or in the run, becomes Measurement::failure on rank 0: no rank waits for another that
/// gave up.
/// @param workload  makes or finds the case's workload; what it throws is a failure of the repetition
Measurement measure(const Case& measured, const std::function<Workload&()>& workload, const Team& team,
                    const Order& order);

} // namespace sweep
