#include "models/gil_worker.hpp"

#include <cstring>
#include <vector>

#include "core/busy_steps.hpp"

namespace sweep {
namespace {

/// Tasks whose input and output are copied from one interpreter's memory to another's.
class CopiedTasks final : public TaskSet {
 public:
  CopiedTasks(const TaskSet& tasks, std::size_t bytes) : tasks_(tasks), here_(bytes), there_(bytes) {}

  std::uint64_t tasks() const override { return tasks_.tasks(); }
  std::size_t words_per_task() const override { return tasks_.words_per_task(); }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    std::memcpy(here_.data(), there_.data(), here_.size());
    asm volatile("" : : "r"(here_.data()) : "memory"); // so that the compiler cannot leave either copy out
    std::memcpy(there_.data(), here_.data(), here_.size());
    return tasks_.task(index, worker, tally);
  }

 private:
  const TaskSet& tasks_;
  mutable std::vector<char> here_; ///< One worker's: each has a set of its own.
  mutable std::vector<char> there_;
};

} // namespace

GilWorker::GilWorker(Dispenser& dispenser, std::size_t index, InterpreterLock& lock, std::int64_t lock_index,
                     const InterpreterRules& rules, Histogram& handover)
    : BlockingWorker(dispenser, index), lock_(lock), lock_index_(lock_index), rules_(rules), index_(index),
      working_(lock_index < 0 ? LockState::released : LockState::held), polls_(index == 0 && dispenser.needs_polling()),
      releases_for_chunks_(dispenser.may_wait()), always_attends_(polls_ || lock.wants_every_safe_point()),
      state_(*this, handover), times_(index, rules.trace_room) {
  want_attention(always_attends_);
  if (rules.pace) {
    want_pace(*rules.pace);
  }
}

/// The worker takes the lock before it asks for its first chunk and drops it for good after its last. A task that fails
/// closes the lock, as an interpreter that ends: no thread of it goes on. Others end with the task that they are at.
void GilWorker::serve(const TaskSet& work, Tally& tally, const std::atomic<bool>& stop) {
  try {
    take();
    if (rules_.message_bytes > 0) {
      BlockingWorker::serve(CopiedTasks(work, rules_.message_bytes), tally, stop);
    } else {
      BlockingWorker::serve(work, tally, stop);
    }
  } catch (const LockClosed&) { // what another worker's failure led to, which is reported
    holds_ = false;
  } catch (...) {
    lock_.close();
    end();
    throw;
  }
  end();
}

/// Where the chunk may come from worker 0, who may need the lock for that, it is waited for without, as in CPython's
/// queue.get().
Chunk GilWorker::next_chunk() {
  if (!releases_for_chunks_) {
    return BlockingWorker::next_chunk();
  }
  drop(LockState::released);
  const Chunk chunk = BlockingWorker::next_chunk();
  take();
  return chunk;
}

void GilWorker::end() {
  times_.stop(now());
  if (holds_) {
    holds_ = false;
    lock_.drop(state_, Leave::for_good);
  }
}

void GilWorker::take() {
  times_.enter(LockState::waiting, now());
  lock_.take(state_);
  holds_ = true;
  times_.enter(working_, now());
}

/// Where a request was pending, the thread waits for another to take the lock before it does what it dropped it for.
void GilWorker::drop(LockState next) {
  const std::int64_t forced_waits = state_.forced_waits;
  const Instant begin = now();
  holds_ = false;
  lock_.drop(state_, Leave::for_a_while);
  if (state_.forced_waits == forced_waits) {
    times_.enter(next, begin);
  } else {
    times_.enter(LockState::waiting, begin);
    times_.enter(next, now());
  }
}

void GilWorker::block(Operation& operation, std::coroutine_handle<> task) {
  if (!rules_.release || !holds_) {
    BlockingWorker::suspend_for(operation, task);
    return;
  }
  drop(LockState::device);
  try {
    BlockingWorker::suspend_for(operation, task);
  } catch (...) {
    take();
    throw;
  }
  take();
}

bool GilWorker::suspend_for(Operation& operation, std::coroutine_handle<> task) {
  if (cancelled_) {
    throw LockClosed();
  }
  block(operation, task);
  if (rules_.call_steps > 0) {
    take_steps(rules_.call_steps, rules_.call_steps);
  }
  return false;
}

/// Attention is taken before the request is looked at: one that comes later calls for it again. A store would not do:
/// the processor may look first, and so overwrite a call whose request it did not see.
void GilWorker::attend() {
  if (!always_attends_) {
    take_attention();
  }
  if (polls_) {
    BlockingWorker::attend();
  }
  if (cancelled_) {
    throw LockClosed();
  }
  if (holds_) {
    lock_.safe_point(state_);
  }
}

void GilWorker::State::gives_way() {
  gave_way_ = now();
  switches_then_ = switches;
  forced_waits_then_ = forced_waits;
}

/// Where nobody took the lock meanwhile, as nearly always under `tick`, the clock is not read a second time.
void GilWorker::State::goes_on() {
  if (switches != switches_then_ || forced_waits != forced_waits_then_) {
    worker_.times_.enter(LockState::waiting, gave_way_);
    worker_.times_.enter(worker_.working_, now());
  }
}

bool GilWorker::leave_interpreter(std::size_t bytes) {
  if (!holds_ || !rules_.release || bytes < rules_.release_threshold) {
    return false;
  }
  drop(LockState::released);
  return true;
}

void GilWorker::enter_interpreter() {
  try {
    take();
  } catch (const LockClosed&) {
    cancelled_ = true;
    always_attends_ = true;
    want_attention(true);
  }
}

LockUse GilWorker::use() const {
  return {.thread = static_cast<std::int64_t>(index_),
          .lock = lock_index_,
          .held_s = times_.in(LockState::held),
          .waiting_s = times_.in(LockState::waiting),
          .released_s = times_.in(LockState::released),
          .device_s = times_.in(LockState::device),
          .requested_drops = state_.requested_drops,
          .voluntary_drops = state_.voluntary_drops,
          .switches = state_.switches,
          .forced_waits = state_.forced_waits,
          .timed_out_waits = state_.timed_out_waits};
}

} // namespace sweep
