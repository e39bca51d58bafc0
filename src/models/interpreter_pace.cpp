#include "models/interpreter_pace.hpp"

#include <algorithm>
#include <cmath>

namespace sweep {

std::vector<Parameter> interpreter_pace_parameters() {
  return {{"pace",
           Kind::word,
           "native",
           0,
           0,
           {"native", "cpython"},
           "native: work at the speed of this program; cpython: as long as an interpreter takes for it"},
          {"iteration_cost",
           Kind::duration,
           77e-9,
           1e-9,
           1.0,
           {},
           "at pace cpython: what an iteration of a loop takes, with its safe point (measured: 70 to 84 ns)",
           {{"pace", {"cpython"}}}}};
}

std::optional<Pace> interpreter_pace(const Values& values, const LoopTimes& loop, double slowdown) {
  if (values.word("pace") != "cpython") {
    return std::nullopt;
  }
  const Seconds iteration = values.real("iteration_cost") * slowdown - loop.round;
  return Pace{std::max<std::uint64_t>(1, steps_for(iteration, loop.step)), slowdown};
}

std::uint64_t steps_for(Seconds duration, Seconds step) {
  return static_cast<std::uint64_t>(std::llround(std::max(0.0, duration) / step));
}

Values base_at_pace(const Values& values) {
  Values base;
  if (values.word("pace") == "cpython") {
    base.set("pace", "cpython");
    base.set("iteration_cost", values.real("iteration_cost"));
  }
  return base;
}

} // namespace sweep
