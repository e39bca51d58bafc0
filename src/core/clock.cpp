#include "core/clock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace sweep {
namespace {

constexpr Instant nanoseconds_per_second = 1'000'000'000;

Instant read(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * nanoseconds_per_second + time.tv_nsec;
}

} // namespace

Instant now() {
  return read(CLOCK_MONOTONIC);
}

Seconds thread_cpu_time() {
  return seconds_between(0, read(CLOCK_THREAD_CPUTIME_ID));
}

Seconds process_cpu_time(pid_t process) {
  clockid_t clock{};
  return clock_getcpuclockid(process, &clock) == 0 ? seconds_between(0, read(clock)) : 0;
}

void sleep_until(Instant instant) {
  const timespec time{instant / nanoseconds_per_second, instant % nanoseconds_per_second};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
  }
}

Seconds clock_resolution() {
  constexpr int readings = 1000;
  Instant smallest = nanoseconds_per_second;
  for (int i = 0; i < readings; ++i) {
    const Instant begin = now();
    Instant end = now();
    while (end == begin) {
      end = now();
    }
    smallest = std::min(smallest, end - begin);
  }
  return seconds_between(0, smallest);
}

Seconds time_of_day() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<Seconds>(time.tv_sec) + static_cast<Seconds>(time.tv_nsec) * 1e-9;
}

std::string utc_time() {
  const std::time_t seconds = std::time(nullptr);
  std::tm time{};
  gmtime_r(&seconds, &time);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return {text.data(), length};
}

Seconds seconds_of_utc_time(const std::string& text) {
  std::tm time{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return end != nullptr && *end == '\0' ? static_cast<Seconds>(timegm(&time)) : 0;
}

} // namespace sweep
