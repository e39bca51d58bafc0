#include "workloads/calibrated_work.hpp"

#include <algorithm>

#include "core/busy_steps.hpp"

namespace sweep {

CalibratedWork::CalibratedWork(Seconds duration) {
  if (duration > 0) {
    const LoopTimes times = loop_times();
    steps_ = static_cast<std::uint64_t>(duration / times.step);
    steps_a_round_ = times.round / times.step;
  }
}

CalibratedWork CalibratedWork::native(Seconds duration) {
  CalibratedWork work;
  if (duration > 0) {
    work.steps_ = static_cast<std::uint64_t>(duration / seconds_a_step());
  }
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
