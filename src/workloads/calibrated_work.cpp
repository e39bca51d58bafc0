#include "workloads/calibrated_work.hpp"

#include <algorithm>

#include "core/busy_steps.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

std::uint64_t steps_for(Seconds duration, const LoopTimes& loop) {
  if (duration <= 0) {
    return 0;
  }
  SWEEP_EXPECT(loop.step > 0);
  return static_cast<std::uint64_t>(duration / loop.step);
}

} // namespace

CalibratedWork::CalibratedWork(Seconds duration, const LoopTimes& loop)
    : steps_(steps_for(duration, loop)), steps_a_round_(steps_ > 0 ? loop.round / loop.step : 0) {}

CalibratedWork CalibratedWork::native(Seconds duration, const LoopTimes& loop) {
  CalibratedWork work;
  work.steps_ = steps_for(duration, loop);
  return work;
}

void CalibratedWork::run(Worker& worker) const {
  const Pace& pace = worker.pace();
  const auto iteration = static_cast<double>(pace.iteration_steps);
  std::uint64_t left = static_cast<std::uint64_t>(static_cast<double>(steps_) * pace.slowdown * iteration /
                                                  (iteration + steps_a_round_));
  for (std::uint64_t state = left; left > 0;) {
    const std::uint64_t taken = std::min(pace.iteration_steps, left);
    state = take_steps(taken, state);
    left -= taken;
    worker.safe_point();
  }
}

void CalibratedWork::run_natively() const {
  take_steps(steps_, steps_);
}

} // namespace sweep
