#pragma once

#include "simulation/simulated_run.hpp"

namespace sweep {

/// A chunk, and how a repetition with it does.
struct ChunkChoice {
  std::uint64_t chunk = 1;
  SimulatedRun run;
};

/// Of chunks of 1, 2, 4 … tasks up to an equal share a worker, the smallest that is within 0.5 % of the fastest:
/// smaller chunks even out what a simulation does not know of. Chunks of which there would be more than 4 million are
/// not tried, since each takes a simulation.
ChunkChoice best_chunk(SimulatedCase simulated);

/// On about so many nodes like these, with as many tasks a worker, rank 0 would do nothing but answer: blocks are
/// shares of the rest, so a node asks as often whatever their number, and rank 0 is asked as often as there are others.
/// Infinity where nobody asks it.
double saturating_nodes(const SimulatedCase& simulated, const SimulatedRun& run);

} // namespace sweep
