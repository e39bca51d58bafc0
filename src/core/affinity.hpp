#pragma once

#include <sched.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sweep {

/// The hardware threads that a thread may run on.
struct Affinity {
  std::vector<int> hardware_threads; ///< Ascending, by the system's numbers; never empty.
  std::string refusal = {};          ///< Why the system did not tell, in its own words: then all of them are assumed.
};

/// How the system is asked: fills a set of that many bytes and returns 0, or an error number.
using AskAffinity = std::function<int(std::size_t bytes, cpu_set_t* set)>;

/// Asks with sets that grow until the kernel's fits: one of 1,024 is too small for some machines.
Affinity affinity(const AskAffinity& ask);

/// Of the calling thread.
Affinity affinity();

/// The hardware threads that the calling thread may run on, ascending.
std::vector<int> allowed_hardware_threads();

/// Lets the calling thread, and threads it starts from now on, run on these hardware threads only. Best effort: one
/// that may not be used changes nothing.
void restrict_to(const std::vector<int>& hardware_threads);

} // namespace sweep
