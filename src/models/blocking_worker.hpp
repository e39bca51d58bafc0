#pragma once

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>

#include "core/dispenser.hpp"
#include "core/model.hpp"
#include "core/worker.hpp"
#include "models/paced_polling.hpp"

namespace sweep {

/// A worker that runs one task after the other on its thread and waits for devices in plain blocking calls.
class BlockingWorker : public Worker {
 public:
  /// @param index  of this worker within the rank; worker 0 runs on the rank's main thread and serves other ranks
  BlockingWorker(Dispenser& dispenser, std::size_t index);

  /// Waits for `start`, then runs chunks until none is left for this worker, `stop` is set, or a task fails, which sets
  /// `stop` for the others. Reports its own times, not means. Never throws for a task's failure.
  RankReport run(const TaskSet& work, Keep keep, Instant start, std::atomic<bool>& stop);

 protected:
  /// Runs chunks until none is left for this worker or `stop` is set. Throws what a task threw.
  virtual void serve(const TaskSet& work, Tally& tally, const std::atomic<bool>& stop);

  /// The tasks of a chunk, until `stop` is set. Throws what a task threw.
  void run_chunk(const TaskSet& work, Chunk chunk, Tally& tally, const std::atomic<bool>& stop);

  /// From the dispenser; what that takes is the time of dispatch.
  virtual Chunk next_chunk();

  bool suspend_for(Operation& operation, std::coroutine_handle<> task) override;
  void attend() override {
    if (polling_.due()) {
      dispenser_.poll();
    }
  }

 private:
  Dispenser& dispenser_;
  std::size_t index_;
  PacedPolling polling_;
  std::uint64_t grabs_ = 0;
  Seconds dispatch_ = 0;
};

/// The report of a rank from those of its workers, in order of worker.
RankReport merge(std::span<RankReport> reports);

} // namespace sweep
