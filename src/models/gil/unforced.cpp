// Policy `unforced`: `interval` without the wait of a dropper for another thread to take the lock, which CPython's
// FORCE_SWITCHING adds. A wrong lock, to show that a comparison with CPython would notice one.

#include "models/gil/interval_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

PolicyDescriptor unforced_policy() {
  return {.name = "unforced",
          .summary = "wrong on purpose: `interval` without forced switching",
          .parameters = {switch_interval_parameter()},
          .make = [](const Values& values, std::size_t /*threads*/, Platform& platform) {
            return one_lock(std::make_unique<IntervalLock>(platform, values.real("switch_interval"),
                                                           IntervalLock::Switching::unforced));
          }};
}

} // namespace sweep
