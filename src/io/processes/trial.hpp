#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace sweep {

/// What a process that tries something may take, beyond what this process has.
struct TrialLimits {
  double seconds = 0;            ///< By the clock.
  std::int64_t memory_bytes = 0; ///< Of address space. None under sanitizers, which reserve terabytes.
};

/// How a trial ended.
struct TrialEnd {
  bool answered = false;
  std::string words; ///< The answer; else what the process did: "crashed (Segmentation fault)".
};

/// Calls `act` in a copy of this process, and gives its answer: for what may crash in a library, or never end, over
/// data that nobody vouches for. `act` must only read and compute, without MPI, and throws nothing; what it prints is
/// lost, and a crash leaves no core. The copy ends with this process. Main thread only: other threads, such as
/// MPI's, are not in the copy. Throws SystemError where no process can be started.
TrialEnd try_in_child(const TrialLimits& limits, const std::function<std::string()>& act);

} // namespace sweep
