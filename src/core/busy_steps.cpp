#include "core/busy_steps.hpp"

#include <algorithm>

namespace sweep {

std::uint64_t take_steps(std::uint64_t count, std::uint64_t state) {
  for (std::uint64_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    asm volatile("" : "+r"(state)); // so that the compiler cannot jump ahead
  }
  return state;
}

Seconds seconds_a_step() {
  constexpr std::uint64_t count = 100'000;
  constexpr int measurements = 30;
  Seconds least = 1;
  std::uint64_t state = 1;
  for (int i = 0; i < measurements; ++i) {
    const Instant begin = now();
    state = take_steps(count, state);
    least = std::min(least, seconds_between(begin, now()) / count);
  }
  return least;
}

} // namespace sweep
