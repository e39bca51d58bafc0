// Policy `relock`: a mutex that its holder unlocks and locks again once a switch interval has passed. A wrong lock, to
// show that a comparison with CPython would notice one: the holder, being awake, nearly always gets it back.

#include "models/gil/mutex_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

PolicyDescriptor relock_policy() {
  return {.name = "relock",
          .summary = "wrong on purpose: a mutex unlocked and locked again every switch interval",
          .parameters = {switch_interval_parameter()},
          .make = [](const Values& values, std::size_t /*threads*/, Platform& platform) {
            return one_lock(std::make_unique<MutexLock>(platform, values.real("switch_interval")));
          }};
}

} // namespace sweep
