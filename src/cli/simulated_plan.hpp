#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/cases.hpp"
#include "cli/formats/sink.hpp"
#include "simulation/chunk_choice.hpp"

namespace sweep {

/// What a simulation of a plan is told beside the plan.
struct SimulationOptions {
  std::optional<Seconds> task_time; ///< Else what the workload expects.
  bool uneven = false;              ///< See TaskLengths.
  HandoutCosts costs = {};
};

/// A case of a plan as it would go.
struct SimulatedPlanCase {
  std::size_t number; ///< Of the case.
  SimulatedCase simulated;
  SimulatedRun run = {};
  std::optional<ChunkChoice> best = {}; ///< None under schedule `static` and where rank 0 alone hands out.
};

/// Simulates the cases on several ranks whose workers run one task after the other (models `serial` and `threads`); for
/// others the hand-out is not all that matters.
std::vector<SimulatedPlanCase> simulate(const Plan& plan, const Launch& launch, const SimulationOptions& options);

/// The simulated cases as a table; empty where there are none.
std::string simulated_text(const Plan& plan, const std::vector<SimulatedPlanCase>& cases);

/// The same as one JSON document: "format" is "sweep-simulation". Times are in seconds.
void write_simulated_json(const Plan& plan, const std::vector<SimulatedPlanCase>& cases, const Sink& sink);

} // namespace sweep
