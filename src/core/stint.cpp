#include "core/stint.hpp"

#include <sched.h>

#include <algorithm>

namespace sweep {

Stint::Stint(Instant start) {
  constexpr Instant nearly = 10'000; // 10 µs: more than a yield and the system call that reads processor time
  while (now() + nearly < start) {
    sched_yield();
  }
  cpu_at_start_ = thread_cpu_time();
  const Instant begin = now();
  cpu_at_start_ += std::max(0.0, seconds_between(begin, start)); // what is left is spent spinning
  while (now() < start) {
  }
}

void Stint::stop() {
  end_ = now();
  cpu_ = std::max(0.0, thread_cpu_time() - cpu_at_start_);
}

} // namespace sweep
