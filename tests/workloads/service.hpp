#pragma once

#include <string>
#include <string_view>

#include "solo.hpp"

namespace sweep {

/// The defaults of that workload, of which a test changes some.
inline Values defaults_of(std::string_view workload) {
  return values_of(find_workload(workload)->parameters, {});
}

/// Of a workload without settings; the values must outlive it.
inline WorkloadContext context_of(const Values& values, std::uint64_t seed = 1, std::int64_t ranks = 1) {
  static const Settings none;
  return {
      .seed = seed, .instruction_set = InstructionSet::portable, .values = values, .settings = none, .ranks = ranks};
}

/// Null where these values need none.
inline std::unique_ptr<Service> serve(std::string_view workload, const Values& values, std::uint64_t seed = 1) {
  const auto& service = find_workload(workload)->service;
  return service ? service(context_of(values, seed)) : nullptr;
}

/// What the tasks must find: by the workload's oracle, or by task() itself, as a campaign asks for it.
inline Tally ask_oracle(std::string_view workload, const WorkloadContext& context, const std::string& service = {}) {
  const WorkloadDescriptor& descriptor = *find_workload(workload);
  if (descriptor.base.oracle) {
    return run_all(*descriptor.base.oracle(context), service);
  }
  SoloWorker worker;
  return run_tasks(*descriptor.make(context), worker);
}

} // namespace sweep
