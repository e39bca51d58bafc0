// Model `serial`: one task after the other on the rank's main thread. The oracle for every answer and the base of every
// speed-up; on several ranks it is what Python calls multiprocessing.

#include "core/model.hpp"
#include "models/blocking_worker.hpp"
#include "models/interpreter_pace.hpp"

namespace sweep {
namespace {

class Serial final : public Model {
 public:
  explicit Serial(const std::optional<Pace>& pace) : pace_(pace) {}

  std::size_t workers() const override { return 1; }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    std::atomic<bool> stop = false;
    const auto latencies = std::make_shared<Latencies>();
    BlockingWorker worker(dispenser, 0);
    worker.keep_latencies(latencies->latency);
    if (pace_) {
      worker.want_pace(*pace_);
    }
    RankReport report = worker.run(work, keep, start, stop);
    report.latencies = latencies;
    report.pace_steps = pace_ ? pace_->iteration_steps : 0;
    return report;
  }

 private:
  std::optional<Pace> pace_;
};

} // namespace

ModelDescriptor serial_model() {
  return {.name = "serial",
          .summary = "one task after the other on each rank",
          .parameters = interpreter_pace_parameters(),
          .make = [](const Values& values, const LoopTimes& loop) -> std::unique_ptr<Model> {
            return std::make_unique<Serial>(interpreter_pace(values, loop));
          },
          .base_values = base_at_pace,
          .one_at_a_time = true,
          .openmp = true};
}

} // namespace sweep
