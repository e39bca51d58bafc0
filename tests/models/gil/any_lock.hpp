#pragma once

#include <memory>
#include <utility>

#include "core/parameter.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

/// The first lock of a policy for so many threads, with its defaults but for `own`.
inline std::unique_ptr<InterpreterLock> make_lock(const PolicyDescriptor& policy, std::size_t threads,
                                                  Platform& platform = posix_platform(), Seconds interval = 0.005,
                                                  const Values& own = {}) {
  Values values;
  values.set("switch_interval", interval);
  for (const Parameter& parameter : policy.parameters) {
    const Value* const given = own.find(parameter.name);
    values.set(parameter.name, given == nullptr ? parameter.initial : *given);
  }
  return std::move(policy.make(values, threads, platform).front());
}

} // namespace sweep
