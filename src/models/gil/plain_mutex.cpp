// Policy `plain_mutex`: a mutex that is held but for waits and native regions. A wrong lock, to show that a comparison
// with CPython would notice one: what is measured of waits and of extensions does not.

#include "models/gil/mutex_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

PolicyDescriptor plain_mutex_policy() {
  return {.name = "plain_mutex",
          .summary = "wrong on purpose: a mutex that nobody asks the holder to give up",
          .parameters = {},
          .make = [](const Values& /*values*/, std::size_t /*threads*/, Platform& platform) {
            return one_lock(std::make_unique<MutexLock>(platform, MutexLock::never));
          }};
}

} // namespace sweep
