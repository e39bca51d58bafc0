#pragma once

#include <algorithm>

#include "core/clock.hpp"

namespace sweep {

/// When a Watchdog does what, all from the limit that it was given. With 20 s a loss is found, told, and all ranks have
/// ended within 30 s.
struct WatchTimes {
  explicit WatchTimes(Seconds limit)
      : rank_limit(limit), node_limit(1.2 * limit), interval(std::min(1.0, limit / 10)), pause(limit / 4) {}

  Seconds rank_limit;
  Seconds node_limit; ///< A stopped rank is named by its node before others miss the node.
  Seconds interval;   ///< From a beat to the next, and from a look.
  Seconds pause;      ///< Threads may wake late on a busy machine; so late only when they were stopped.

  Seconds teller_ends = 0.3; ///< Once it has told: until then it tells other ranks, since datagrams may be lost.
  Seconds others_end = 4;    ///< By when the one that tells has saved the result, or never will.
};

} // namespace sweep
