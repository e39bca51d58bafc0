#pragma once

#include <cstdint>

namespace sweep {

/// Context switches of this process so far (getrusage).
struct ContextSwitches {
  std::int64_t voluntary = 0;
  std::int64_t involuntary = 0;
};

ContextSwitches context_switches();

/// Processor time of child processes that have ended and were waited for, in seconds.
double ended_children_seconds();

/// How many threads this process has now; 0 where the system does not tell.
std::int64_t thread_count();

/// Resident memory of this process now, in bytes.
std::int64_t resident_bytes();

/// Its address space, which RLIMIT_AS limits; 0 where the system does not tell.
std::int64_t address_space_bytes();

/// The most resident memory of this process since reset_peak_resident_bytes(), which first gives free memory back to
/// the system so that what comes next is seen. Where the kernel keeps no peak: what is resident now.
std::int64_t peak_resident_bytes();
void reset_peak_resident_bytes();

/// What the kernel moved between storage devices and this process so far (/proc/self/io, read_bytes and write_bytes):
/// reads that the page cache answered are not in it; writes that it took are, as soon as they are to go to a device. On
/// a file system in memory neither. 0 where the system does not tell.
struct DeviceBytes {
  std::int64_t read = 0;
  std::int64_t written = 0;
};

DeviceBytes device_bytes();

/// Time that the calling thread has been ready to run while its processor ran something else, in seconds since it
/// began; 0 where the system does not tell (/proc/thread-self/schedstat). About 5 µs.
double thread_ready_seconds();

} // namespace sweep
