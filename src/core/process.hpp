#pragma once

#include <cstdint>
#include <vector>

namespace sweep {

/// Context switches of this process so far (getrusage).
struct ContextSwitches {
  std::int64_t voluntary = 0;
  std::int64_t involuntary = 0;
};

ContextSwitches context_switches();

/// Resident memory of this process now, in bytes.
std::int64_t resident_bytes();

/// The most resident memory of this process since reset_peak_resident_bytes(), which first gives free memory back to
/// the system so that what comes next is seen. Where the kernel keeps no peak: what is resident now.
std::int64_t peak_resident_bytes();
void reset_peak_resident_bytes();

/// What this process had fetched from storage devices so far (/proc/self/io, read_bytes): reads that the page cache
/// answered are not in it. 0 where the system does not tell.
std::int64_t bytes_read_from_devices();

/// The cores this process may run on, ascending (its affinity mask).
std::vector<int> allowed_cores();

/// Lets the calling thread, and threads it starts from now on, run on these cores only. Best effort: a core that may
/// not be used changes nothing.
void restrict_to_cores(const std::vector<int>& cores);

/// Time that the hypervisor ran something else while this node's cores wanted to run, summed over all cores since boot,
/// in seconds; 0 where the system does not tell (/proc/stat, "steal").
double stolen_seconds();

} // namespace sweep
