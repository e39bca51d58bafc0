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

/// What a policy costs beside its locks.
struct PolicyCosts {
  double slowdown = 1;           ///< Of interpreted work, under an interpreter's pace.
  std::size_t message_bytes = 0; ///< Copied in and out for each task that another interpreter than the first runs.
};

/// How the threads of a rank share interpreters. Its file defines it; catalogue.def names the file.
struct PolicyDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters; ///< Of this policy, beside those of model `gil`.
  /// The locks of a rank with so many threads: thread i needs lock i modulo their number.
  std::function<std::vector<std::unique_ptr<InterpreterLock>>(const Values&, std::size_t threads, Platform&)> make;
  bool exclusive = true; ///< Whether a lock lets one thread at a time run.
  /// How many locks that makes.
  std::function<std::int64_t(const Values&, std::int64_t threads)> locks = [](const Values&, std::int64_t) {
    return 1;
  };
  std::function<PolicyCosts(const Values&)> costs = [](const Values&) { return PolicyCosts{}; };
};

/// How long a thread waits for the lock before it asks: of every policy whose threads do.
Parameter switch_interval_parameter();

/// The only lock of a rank.
template <typename Lock>
std::vector<std::unique_ptr<InterpreterLock>> one_lock(std::unique_ptr<Lock> lock) {
  std::vector<std::unique_ptr<InterpreterLock>> locks;
  locks.push_back(std::move(lock));
  return locks;
}

} // namespace sweep
