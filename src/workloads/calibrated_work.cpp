#include "workloads/calibrated_work.hpp"

#include <algorithm>

#include "core/busy_steps.hpp"

namespace sweep {

CalibratedWork::CalibratedWork(Seconds duration) {
  if (duration > 0) {
    steps_ = static_cast<std::uint64_t>(duration / seconds_an_iteration() * static_cast<double>(steps_an_iteration));
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
  std::uint64_t state = steps_;
  for (std::uint64_t done = 0; done < steps_; done += steps_an_iteration) {
    state = take_steps(std::min(steps_an_iteration, steps_ - done), state);
    worker.safe_point();
  }
}

void CalibratedWork::run_natively() const {
  take_steps(steps_, steps_);
}

} // namespace sweep
