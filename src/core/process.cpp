#include "core/process.hpp"

#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <string>

namespace sweep {

ContextSwitches context_switches() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {.voluntary = usage.ru_nvcsw, .involuntary = usage.ru_nivcsw};
}

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

std::int64_t peak_resident_bytes() {
  constexpr std::int64_t kibibyte = 1024;
  std::ifstream file("/proc/self/status");
  for (std::string label; file >> label;) {
    if (std::int64_t peak = 0; label == "VmHWM:" && file >> peak) {
      return peak * kibibyte;
    }
  }
  return resident_bytes();
}

void reset_peak_resident_bytes() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5; // proc(5): resets the peak
}

std::int64_t bytes_read_from_devices() {
  std::ifstream file("/proc/self/io");
  for (std::string label; file >> label;) {
    if (std::int64_t bytes = 0; file >> bytes && label == "read_bytes:") {
      return bytes;
    }
  }
  return 0;
}

std::vector<int> allowed_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> cores;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) {
      cores.push_back(static_cast<int>(core));
    }
  }
  return cores;
}

void restrict_to_cores(const std::vector<int>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) {
    CPU_SET(static_cast<std::size_t>(core), &set);
  }
  sched_setaffinity(0, sizeof set, &set);
}

double stolen_seconds() {
  std::ifstream file("/proc/stat");
  std::string label;
  std::int64_t user = 0;
  std::int64_t nice = 0;
  std::int64_t system = 0;
  std::int64_t idle = 0;
  std::int64_t iowait = 0;
  std::int64_t irq = 0;
  std::int64_t softirq = 0;
  std::int64_t steal = 0;
  file >> label >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal;
  return file ? static_cast<double>(steal) / static_cast<double>(sysconf(_SC_CLK_TCK)) : 0;
}

} // namespace sweep
