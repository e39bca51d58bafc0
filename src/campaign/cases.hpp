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
  std::size_t experiment = 0;
  std::int64_t number = 0; ///< Within the experiment.
  const WorkloadDescriptor* workload = nullptr;
  Values values;
  Settings settings;
  std::int64_t ranks = 1; ///< See WorkloadContext; so are the next two.
  std::int64_t memory_bytes = 0;
  std::string scratch;
  std::string folder;
  std::uint64_t tasks = 0;
  std::size_t words_per_task = 1;
  Cost cost = {};          ///< Of a task.
  bool may_differ = false; ///< See Rules.
  /// The case with model serial on one rank and one chunk: the oracle, and the base of every speed-up but those of
  /// cases whose model asks for another base (ModelDescriptor::base_values).
  std::size_t base = 0;

  WorkloadContext context(std::uint64_t seed, InstructionSet instruction_set) const {
    return {.seed = seed,
            .instruction_set = instruction_set,
            .values = values,
            .settings = settings,
            .ranks = ranks,
            .memory_bytes = memory_bytes,
            .scratch = scratch,
            .folder = folder};
  }
};

/// One combination of the axes.
struct Case {
  std::size_t problem;
  const ModelDescriptor* model;
  Values model_values;
  const ScheduleDescriptor* schedule;
  CaseRecord record;
  bool may_differ = false; ///< As its problem.
};

/// A campaign expanded for a launch. The same on every rank.
struct Plan {
  Campaign campaign;
  std::vector<Problem> problems;
  std::vector<Case> cases; ///< Those of an experiment stand together, the bases first.
  std::vector<std::string> warnings;
  PartRecord part = {}; ///< What of the campaign it has: see campaign/shards.hpp.

  /// Gives workloads a folder for files that nobody gave a place, and the one in which they look for what they name.
  void use_folders(const std::string& scratch, const std::string& folder) {
    for (Problem& problem : problems) {
      problem.scratch = scratch;
      problem.folder = folder;
    }
  }
};

/// Multiplies the axes out. An axis that a model or workload does not have makes no duplicates; values of `ranks` above
/// the launch are left out with a warning; each problem gets its serial bases. Throws UsageError.
/// @param instruction_set  with which it will run, for what tasks are expected to cost
Plan expand(Campaign campaign, const Launch& launch, InstructionSet instruction_set = best_instruction_set());

/// Throws UsageError where this machine is not as the plan needs it. Changes nothing.
void inspect(const Plan& plan);

} // namespace sweep
