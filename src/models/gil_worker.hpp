#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/lock_report.hpp"
#include "models/blocking_worker.hpp"
#include "models/gil/interpreter_lock.hpp"
#include "models/gil/state_times.hpp"

namespace sweep {

/// How code under an interpreter lock behaves. Steps are those of core/busy_steps.hpp.
struct InterpreterRules {
  bool release = true;               ///< Around waits and in native regions; false: an extension that never does.
  std::size_t release_threshold = 0; ///< Native regions on fewer bytes keep the lock.
  std::optional<Pace> pace = {};     ///< An interpreter's; else this program's.
  std::uint64_t call_steps = 0;      ///< What an interpreter takes for each wait, beside the wait.
  std::size_t message_bytes = 0;     ///< Copied into this worker's interpreter for each task, and out after it.
  std::size_t trace_room = 0;        ///< Spans to keep at most.
};

/// A worker that holds an interpreter lock while it runs tasks, but for waits and native regions.
class GilWorker final : public BlockingWorker {
 public:
  /// @param lock        that this worker needs; must outlive it, as must `handover`
  /// @param lock_index  of that lock; -1: it lets everybody in
  GilWorker(Dispenser& dispenser, std::size_t index, InterpreterLock& lock, std::int64_t lock_index,
            const InterpreterRules& rules, Histogram& handover);

  /// What it did with the lock. After run().
  LockUse use() const;
  const StateTimes& times() const { return times_; }

 private:
  class State final : public ThreadState {
   public:
    State(GilWorker& worker, Histogram& handover) : ThreadState(handover), worker_(worker) {}
    void gives_way() override;
    void goes_on() override;

   private:
    void call_for_attention() override { worker_.want_attention(true); }

    GilWorker& worker_;
    Instant gave_way_ = 0;
    std::int64_t switches_then_ = 0;
    std::int64_t forced_waits_then_ = 0;
  };

  void serve(const TaskSet& work, Tally& tally, const std::atomic<bool>& stop) override;
  Chunk next_chunk() override;
  bool suspend_for(Operation& operation, std::coroutine_handle<> task) override;
  void attend() override;
  bool leave_interpreter(std::size_t bytes) override;
  void enter_interpreter() override;

  void take();
  void drop(LockState next);
  void block(Operation& operation, std::coroutine_handle<> task);
  void end();

  InterpreterLock& lock_;
  std::int64_t lock_index_;
  InterpreterRules rules_;
  std::size_t index_;
  LockState working_; ///< What interpreter's work counts as: holding the lock, where there is one.
  bool polls_;
  bool releases_for_chunks_;
  bool always_attends_;
  bool holds_ = false;
  bool cancelled_ = false; ///< The lock was closed while this thread was in a native region, which cannot throw.
  State state_;
  StateTimes times_;
};

} // namespace sweep
