// Policy `interval`: CPython's lock since 3.2.

#include "models/gil/interval_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

PolicyDescriptor interval_policy() {
  return {.name = "interval",
          .summary = "CPython 3.2 and later: a drop is requested after a quiet switch interval, and a switch forced",
          .parameters = {switch_interval_parameter()},
          .make = [](const Values& values, std::size_t /*threads*/, Platform& platform) {
            return one_lock(std::make_unique<IntervalLock>(platform, values.real("switch_interval"),
                                                           IntervalLock::Switching::forced));
          }};
}

} // namespace sweep
