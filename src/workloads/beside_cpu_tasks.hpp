#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "core/workload.hpp"
#include "workloads/calibrated_work.hpp"

namespace sweep {

/// A workload of which each rank runs one task that waits for a device in many rounds, its I/O task, and beside it CPU
/// tasks, which compute until that is through. What those who wait lose to those who compute: under CPython's lock the
/// convoy effect (https://bugs.python.org/issue7946).
///
/// The I/O task is the first of a rank's share, so that a rank that runs its tasks one after the other has it over when
/// it comes to the others. Where these come first, as under an event loop, whose I/O task waits meanwhile, the first
/// one gives up after `longest`, and all others with it.
class BesideCpuTasks : public Workload {
 public:
  std::uint64_t tasks() const final { return ranks_ * share_; }
  std::size_t words_per_task() const final { return 1; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const final;
  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override;
  StageReport close() override;

 protected:
  /// Stands in the coroutine of an I/O task: when that is over, be it by a failure, so are the CPU tasks of its rank.
  class Presence {
   public:
    explicit Presence(const BesideCpuTasks& workload) : over_(workload.over_) {}
    ~Presence() { over_.store(true, std::memory_order_relaxed); }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;

   private:
    std::atomic<bool>& over_;
  };

  explicit BesideCpuTasks(const WorkloadContext& context);

  /// The I/O task: ends each of rounds() with end_round(), and records their number.
  virtual Task communicate(std::uint64_t index, Worker& worker, Tally& tally) const = 0;

  std::uint64_t rounds() const { return rounds_; }

  /// Notes how long the wait took that began then, computes for `burst`, and passes the safe point of a loop.
  void end_round(Worker& worker, Instant begin) const;

 private:
  bool does_io(std::uint64_t index) const { return index % share_ == 0; }
  Task compute(std::uint64_t index, Worker& worker, Tally& tally) const;

  std::uint64_t ranks_;
  std::uint64_t share_; ///< Tasks a rank.
  std::uint64_t rounds_;
  Seconds burst_duration_;
  Seconds longest_;
  CalibratedWork burst_;
  std::uint64_t most_steps_ = 0; ///< Of a CPU task.
  /// This repetition's CPU tasks have no more to do. One for all tasks here: those of other ranks run there.
  mutable std::atomic<bool> over_ = false;
  mutable std::atomic<Instant> gave_up_ = never; ///< When a CPU task did, before the I/O task was through.
  /// How long waits of the I/O task took that runs here [s]: the first of those that began before a CPU task gave up.
  mutable std::vector<double> waits_;
};

/// What such a workload measures.
std::vector<MeasureText> measures_of_rounds();

/// The parameters of such a workload: those that all have, and its `own`.
std::vector<Parameter> with_cpu_tasks(std::vector<Parameter> own);

/// For the descriptors of such workloads: what each task must find, …
std::unique_ptr<Workload> oracle_beside_cpu_tasks(const WorkloadContext& context);

/// … what a task is expected to take, where the wait of a round takes about `round` undisturbed, …
Cost cost_beside_cpu_tasks(const WorkloadContext& context, Seconds round);

/// … and who runs what. Throws UsageError unless the tasks of a rank's share stay on that rank, in one memory.
void refuse_other_shares(const WorkloadContext& context, const Arrangement& arrangement);

} // namespace sweep
