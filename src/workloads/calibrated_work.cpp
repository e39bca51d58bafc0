#include "workloads/calibrated_work.hpp"

#include <algorithm>

namespace sweep {
namespace {

constexpr std::uint64_t segment = 4096; // steps between two safe points

/// The steps of a linear congruential generator (Knuth's MMIX constants): each waits for the one before.
std::uint64_t take_steps(std::uint64_t count, std::uint64_t state) {
  for (std::uint64_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    asm volatile("" : "+r"(state)); // so that the compiler cannot jump ahead
  }
  return state;
}

/// The least of several measurements: whatever disturbs one can only make it longer.
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

} // namespace

CalibratedWork::CalibratedWork(Seconds duration)
    : steps_(duration <= 0 ? 0 : static_cast<std::uint64_t>(duration / seconds_a_step())) {}

void CalibratedWork::run(Worker& worker) const {
  std::uint64_t state = steps_;
  for (std::uint64_t done = 0; done < steps_; done += segment) {
    state = take_steps(std::min(segment, steps_ - done), state);
    worker.safe_point();
  }
}

} // namespace sweep
