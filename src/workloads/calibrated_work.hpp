#pragma once

#include <cstdint>

#include "core/busy_steps.hpp"
#include "core/clock.hpp"
#include "core/worker.hpp"

namespace sweep {

/// Work for the processor that takes as long as asked and touches no memory: a chain of dependent multiplications.
/// Its amount is fixed once, so that the work stays the same however long it then takes.
class CalibratedWork {
 public:
  CalibratedWork() = default;

  /// For run(): as much as takes `duration` where steps take what `loop` says. Nothing for none or less.
  CalibratedWork(Seconds duration, const LoopTimes& loop);

  /// The same for run_natively().
  static CalibratedWork native(Seconds duration, const LoopTimes& loop);

  /// Does it as a loop of an interpreter, with a safe point an iteration, at the worker's pace: by default one about
  /// every 20 ns.
  void run(Worker& worker) const;

  /// Does it as an extension of an interpreter does: without a safe point.
  void run_natively() const;

  /// That it would take in one piece.
  std::uint64_t steps() const { return steps_; }

 private:
  std::uint64_t steps_ = 0;
  double steps_a_round_ = 0; ///< What an iteration takes beside its own.
};

} // namespace sweep
