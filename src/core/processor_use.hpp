#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// Who has used a node's processors so far, as one rank sees it. Only differences of two mean something. Trivially
/// copyable, so that ranks can send it as bytes.
struct ProcessorUse {
  Instant when = 0;
  Seconds ours = 0;     ///< Processor time of this process, and of its child processes that have ended.
  Seconds services = 0; ///< Of the services that it started, which live.
  Seconds all = 0;    ///< Of all processes on the hardware threads asked for, in ticks (10 ms as a rule); 0: not told.
  Seconds stolen = 0; ///< See stolen_seconds().
};

/// Processor time of all processes on these hardware threads since the node was started (/proc/stat: user, nice, system
/// and interrupts), in seconds; 0 where the system does not tell.
/// @param stat  what /proc/stat says; on a large machine it takes a millisecond to say it
Seconds busy_seconds(const std::vector<int>& hardware_threads, std::string_view stat);

/// Time that the hypervisor ran something else while this node's processors wanted to run, summed over all of them
/// since it was started (/proc/stat, "steal"); 0 where the system does not tell.
Seconds stolen_seconds(std::string_view stat);

/// How fine that is: a tick, in seconds.
Seconds busy_resolution();

} // namespace sweep
