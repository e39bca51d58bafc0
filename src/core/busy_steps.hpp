#pragma once

#include <cstdint>

#include "core/clock.hpp"

namespace sweep {

/// So many steps take about 20 ns: what one iteration of an empty loop costs CPython (measured: 20 to 100 ns),
/// which has a safe point at the end of each.
inline constexpr std::uint64_t steps_an_iteration = 16;

/// How long an interpreter takes for its own work.
struct Pace {
  std::uint64_t iteration_steps = steps_an_iteration; ///< From one safe point of a loop to the next.
  double slowdown = 1;                                ///< Of all of it, against what a workload asks for.
};

/// Keeps the processor busy and touches no memory: takes `count` steps of a linear congruential generator (Knuth's MMIX
/// constants), each of which waits for the one before. Returns the state it comes to from `state`.
std::uint64_t take_steps(std::uint64_t count, std::uint64_t state);

/// What a loop of an interpreter takes.
struct LoopTimes {
  Seconds step = 0;
  Seconds round = 0; ///< Going round: a call and a safe point.
};

/// On this core, alone and now: measured for 2 ms, and the least of several measurements, since whatever disturbs one
/// can only make it longer.
LoopTimes loop_times();

} // namespace sweep
