#include "core/stint.hpp"

#include <sched.h>

#include <algorithm>

#include "core/process.hpp"

namespace sweep {

Stint::Stint(Instant start) {
  constexpr Instant nearly = 30'000; // 30 µs: more than a yield and what reads the thread's times
  while (now() + nearly < start) {
    sched_yield();
  }
  ready_at_start_ = thread_ready_seconds();
  cpu_at_start_ = thread_cpu_time();
  const Instant begin = now();
  cpu_at_start_ += std::max(0.0, seconds_between(begin, start)); // what is left is spent spinning
  while (now() < start) {
  }
  if (start > 0) {
    late_ = std::max(0.0, seconds_between(start, begin));
  }
}

void Stint::stop() {
  end_ = now();
  cpu_ = std::max(0.0, thread_cpu_time() - cpu_at_start_);
  ready_ = std::max(0.0, thread_ready_seconds() - ready_at_start_);
}

} // namespace sweep
