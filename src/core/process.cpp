#include "core/process.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>

namespace sweep {
namespace {

constexpr std::int64_t kibibyte = 1024; // the unit of /proc/self/status

/// What follows `label` in a file of the kernel's; 0 where there is no such thing.
std::int64_t number_after(const char* path, std::string_view label) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    if (std::int64_t number = 0; word == label && file >> number) {
      return number;
    }
  }
  return 0;
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
  return number_after("/proc/self/status", "Threads:");
}

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total_pages = 0;
  std::int64_t resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

std::int64_t address_space_bytes() {
  return number_after("/proc/self/status", "VmSize:") * kibibyte;
}

std::int64_t peak_resident_bytes() {
  const std::int64_t peak = number_after("/proc/self/status", "VmHWM:");
  return peak > 0 ? peak * kibibyte : resident_bytes();
}

void reset_peak_resident_bytes() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5; // proc(5): resets the peak
}

DeviceBytes device_bytes() {
  return {.read = number_after("/proc/self/io", "read_bytes:"),
          .written = number_after("/proc/self/io", "write_bytes:")};
}

double thread_ready_seconds() {
  std::ifstream file("/proc/thread-self/schedstat");
  std::int64_t ran = 0;
  std::int64_t ready = 0;
  file >> ran >> ready;
  return file ? static_cast<double>(ready) * 1e-9 : 0;
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
