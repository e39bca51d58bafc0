#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/parameter.hpp"
#include "models/gil/interpreter_lock.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// How the threads of a rank share interpreters. Its file defines it; catalogue.def names the file.
struct PolicyDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters; ///< Of this policy, beside those of model `gil`.
  bool has_switch_interval = false;  ///< Whether that one of model `gil` means something to it.
  /// The locks of a rank with so many threads: thread i needs lock i modulo their number.
  std::function<std::vector<std::unique_ptr<InterpreterLock>>(const Values&, std::size_t threads, Platform&)> make;
  bool exclusive = true; ///< Whether a lock lets one thread at a time run.
};

/// Every policy that exists, in the order of catalogue.def.
std::span<const PolicyDescriptor> policies();

/// The policy of that name, or null.
const PolicyDescriptor* find_policy(std::string_view name);

/// The only lock of a rank.
template <typename Lock>
std::vector<std::unique_ptr<InterpreterLock>> one_lock(std::unique_ptr<Lock> lock) {
  std::vector<std::unique_ptr<InterpreterLock>> locks;
  locks.push_back(std::move(lock));
  return locks;
}

} // namespace sweep
