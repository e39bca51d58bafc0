// Model `serial`: one task after the other on the rank's main thread. The oracle for every answer and the base of every
// speed-up; on several ranks it is what Python calls multiprocessing.

#include "core/model.hpp"
#include "models/blocking_worker.hpp"

namespace sweep {
namespace {

class Serial final : public Model {
 public:
  std::size_t workers() const override { return 1; }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    std::atomic<bool> stop = false;
    const auto latencies = std::make_shared<Latencies>();
    BlockingWorker worker(dispenser, 0);
    worker.keep_latencies(latencies->latency);
    RankReport report = worker.run(work, keep, start, stop);
    report.latencies = latencies;
    return report;
  }
};

} // namespace

ModelDescriptor serial_model() {
  return {.name = "serial",
          .summary = "one task after the other on each rank",
          .parameters = {},
          .make = [](const Values&, const LoopTimes&) -> std::unique_ptr<Model> { return std::make_unique<Serial>(); },
          .one_at_a_time = true,
          .openmp = true};
}

} // namespace sweep
