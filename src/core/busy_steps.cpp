#include "core/busy_steps.hpp"

#include <algorithm>
#include <atomic>

namespace sweep {

std::uint64_t take_steps(std::uint64_t count, std::uint64_t state) {
  for (std::uint64_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    asm volatile("" : "+r"(state)); // so that the compiler cannot jump ahead
  }
  return state;
}

namespace {

/// The least time of `work`, which takes a fixed number of steps.
template <typename Work>
Seconds least_time(Work work) {
  constexpr int measurements = 30;
  Seconds least = 1;
  for (int i = 0; i < measurements; ++i) {
    const Instant begin = now();
    work();
    least = std::min(least, seconds_between(begin, now()));
  }
  return least;
}

} // namespace

Seconds seconds_a_step() {
  constexpr std::uint64_t count = 100'000;
  std::uint64_t state = 1;
  return least_time([&] { state = take_steps(count, state); }) / count;
}

Seconds seconds_an_iteration() {
  constexpr std::uint64_t count = 1500;
  const std::atomic<bool> attention = false; // looked at as in Worker::safe_point()
  std::uint64_t state = 1;
  const auto iterate = [&] {
    for (std::uint64_t i = 0; i < count; ++i) {
      state = take_steps(steps_an_iteration, state);
      state += attention.load(std::memory_order_relaxed) ? 1U : 0U;
    }
  };
  return least_time(iterate) / count;
}

} // namespace sweep
