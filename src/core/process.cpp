#include "core/process.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

#include "core/memory_use.hpp"
#include "core/proc_text.hpp"

namespace sweep {
namespace {

constexpr std::int64_t kibibyte = 1024; // the unit of /proc/self/status

/// The kernel's file on this process, whose lines begin with a label each.
std::int64_t status(std::string_view label) {
  return number_after(proc_text("/proc/self/status"), label);
}

} // namespace

ContextSwitches context_switches() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {.voluntary = usage.ru_nvcsw, .involuntary = usage.ru_nivcsw};
}

double ended_children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::int64_t thread_count() {
  return status("Threads:");
}

std::int64_t resident_bytes() {
  const std::string text = proc_text("/proc/self/statm"); // pages: in all, resident, …
  std::string_view numbers = text;
  take_number(numbers);
  return take_number(numbers) * sysconf(_SC_PAGESIZE);
}

std::int64_t address_space_bytes() {
  return status("VmSize:") * kibibyte;
}

std::int64_t peak_resident_bytes() {
  const std::int64_t peak = status("VmHWM:");
  return peak > 0 ? peak * kibibyte : resident_bytes();
}

void reset_peak_resident_bytes() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5; // proc(5): resets the peak
}

DeviceBytes device_bytes() {
  const std::string text = proc_text("/proc/self/io");
  return {.read = number_after(text, "read_bytes:"), .written = number_after(text, "write_bytes:")};
}

double thread_ready_seconds() {
  const std::string text = proc_text("/proc/thread-self/schedstat"); // ns: it ran, it was ready, …
  std::string_view numbers = text;
  take_number(numbers);
  return static_cast<double>(take_number(numbers)) * 1e-9;
}

} // namespace sweep
