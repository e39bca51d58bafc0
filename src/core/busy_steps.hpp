#pragma once

#include <cstdint>

#include "core/clock.hpp"

namespace sweep {

/// Keeps the processor busy and touches no memory: steps of a linear congruential generator, each of which waits for
/// the one before. Returns the state after `count` steps from `state`.
std::uint64_t take_steps(std::uint64_t count, std::uint64_t state);

/// What a step takes on this core, now: the least of several measurements, which last some ms.
Seconds seconds_a_step();

} // namespace sweep
