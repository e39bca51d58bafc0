// core/clock.hpp in a simulation by SimGrid: the one seam at which the program's own dispatch code is cut off from the
// machine. Everything else of it is compiled as it is.

#include <simgrid/actor.h>
#include <simgrid/engine.h>

#include "core/clock.hpp"

namespace sweep {

Instant now() {
  return static_cast<Instant>(simgrid_get_clock() * 1e9 + 0.5);
}

void sleep_until(Instant instant) {
  const double left = static_cast<double>(instant) * 1e-9 - simgrid_get_clock();
  if (left > 0) {
    sg_actor_sleep_for(left);
  }
}

} // namespace sweep
