#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "campaign/plan.hpp"
#include "campaign/schedule.hpp"
#include "results/record.hpp"

namespace sweep {

/// The same work, whatever runs it: what an oracle is computed for.
struct Problem {
  std::size_t experiment;
  const WorkloadDescriptor* workload;
  Values values;
  Settings settings;
  std::int64_t ranks = 1; ///< See WorkloadContext; so are the next two.
  std::int64_t memory_bytes = 0;
  std::string scratch;
  std::vector<std::string> stages; ///< Of the workload.
  std::size_t base = 0; ///< The case with model serial on one rank and one chunk: oracle and base of every speed-up.

  WorkloadContext context(std::uint64_t seed, InstructionSet instruction_set) const {
    return {.seed = seed,
            .instruction_set = instruction_set,
            .values = values,
            .settings = settings,
            .ranks = ranks,
            .memory_bytes = memory_bytes,
            .scratch = scratch};
  }
};

/// One combination of the axes.
struct Case {
  std::size_t problem;
  const ModelDescriptor* model;
  Values model_values;
  const ScheduleDescriptor* schedule;
  CaseRecord record;
};

/// A campaign expanded for a launch. The same on every rank.
struct Plan {
  Campaign campaign;
  std::vector<Problem> problems;
  std::vector<Case> cases; ///< Those of an experiment stand together, the bases first.
  std::vector<std::string> warnings;
};

/// Multiplies the axes out. An axis that a model or workload does not have makes no duplicates; values of `ranks` above
/// the launch are left out with a warning; each problem gets its serial base. Throws UsageError.
/// @param scratch  the folder for files that workloads make and nobody gave a place
Plan expand(Campaign campaign, const Launch& launch, const std::string& scratch = "");

} // namespace sweep
