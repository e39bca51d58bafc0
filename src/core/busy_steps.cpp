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

template <typename Work>
Seconds time_of(Work work) {
  const Instant begin = now();
  work();
  return seconds_between(begin, now());
}

std::uint64_t go_round(std::uint64_t rounds) {
  const std::atomic<bool> attention = false; // looked at as in Worker::safe_point()
  std::uint64_t state = 1;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    state = take_steps(steps_an_iteration, state);
    state += attention.load(std::memory_order_relaxed) ? 1U : 0U;
  }
  return state;
}

} // namespace

/// In turn, so that both are measured at the same speed of the core.
LoopTimes loop_times() {
  constexpr int measurements = 30;
  constexpr std::uint64_t rounds = 1500;
  Seconds straight = 1;
  Seconds in_rounds = 1;
  std::uint64_t state = 1;
  for (int i = 0; i < measurements; ++i) {
    straight = std::min(straight, time_of([&] { state = take_steps(rounds * steps_an_iteration, state); }));
    in_rounds = std::min(in_rounds, time_of([&] { state += go_round(rounds); }));
  }
  return {.step = straight / (rounds * steps_an_iteration), .round = std::max(0.0, in_rounds - straight) / rounds};
}

} // namespace sweep
