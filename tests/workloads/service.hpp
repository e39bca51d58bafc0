#pragma once

#include <string_view>

#include "../workloads/solo.hpp"

namespace sweep {

/// The defaults of that workload, of which a test changes some.
inline Values defaults_of(std::string_view workload) {
  Values values;
  for (const Parameter& parameter : find_workload(workload)->parameters) {
    values.set(parameter.name, parameter.initial);
  }
  return values;
}

/// Null where these values need none.
inline std::unique_ptr<Service> serve(std::string_view workload, const Values& values, std::uint64_t seed = 1) {
  const Settings settings;
  return find_workload(workload)->serve(
      {.seed = seed, .instruction_set = InstructionSet::portable, .values = values, .settings = settings});
}

/// The same tasks as run_all() has, each found by check().
inline Tally check_all(const Workload& workload) {
  SoloWorker worker;
  Tally tally(workload.words_per_task(), Keep::rows);
  for (std::uint64_t index = 0; index < workload.tasks(); ++index) {
    Task task = workload.check(index, worker, tally);
    task.resume();
    task.rethrow_failure();
  }
  return tally;
}

} // namespace sweep
