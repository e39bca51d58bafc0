#pragma once

#include <vector>

#include "campaign/cases.hpp"
#include "campaign/launch.hpp"
#include "core/clock.hpp"

namespace sweep {

/// What a case was seen to need in the repetition that needed least of it.
struct LeastUse {
  Seconds processor = 0; ///< Of all ranks, as it was counted: its clock is read a microsecond outside the other's.
  std::int64_t stages = 1;
  Seconds locked = 0; ///< For which one interpreter lock was held, of the lock that was held longest.
};

/// Less than any correct repetition of the case can take: the most of
///   - W / s and ceil(N / s) L: N tasks wait W in all (L each), of which s can be under way at once;
///   - (W + P - N o) / s: a task under way waits or computes, but for o = 20 µs of system calls, which may overlap with
///     the wait that they begin; W / s where a worker has several tasks under way;
///   - P / p: P seconds of processor on p hardware threads, less 10 µs a worker and stage for reading clocks;
///   - ceil(N / d) L, where waits overlap d at a time on all nodes together;
///   - the time for which one lock was held.
/// W and L as they were asked for, P and locks as `least` says. Asks for the problem's total wait, which may take a
/// while.
Seconds bound(const Plan& plan, const Case& bounded, const Launch& launch, const LeastUse& least);

/// About how long one repetition of each case takes on the launch; from nominal costs, for `sweep plan` and for the
/// time left before anything is measured. An estimate, not a bound.
std::vector<Seconds> nominal_times(const Plan& plan, const Launch& launch);

/// The same on one node with a processor for every worker, by code for any processor: the same wherever it is asked.
std::vector<Seconds> ideal_times(const Plan& plan);

} // namespace sweep
