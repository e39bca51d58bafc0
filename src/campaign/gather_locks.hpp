#pragma once

#include "campaign/ensemble.hpp"
#include "campaign/timed_run.hpp"

namespace sweep {

/// Collective, outside the clock: adds to `measurement`, on rank 0, what the threads of all ranks did with interpreter
/// locks in `run`, which follows what `measurement` has of the repetition. Nothing where the repetition is not timed; a
/// trace only of the first that is. A rank may have nothing to tell, because its model has no lock or it failed.
void gather_locks(const Team& team, const Order& order, const TimedRun& run, Measurement& measurement);

} // namespace sweep
