#pragma once

#include <coroutine>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/dispenser.hpp"
#include "core/model.hpp"
#include "core/worker.hpp"
#include "io/reactor/poller.hpp"
#include "models/paced_polling.hpp"

namespace sweep {

/// A worker that keeps many tasks open on its one thread: a task that waits is suspended, its operation started, and
/// another one goes on. The loop, in turn:
///   1. looks which devices are ready, and sleeps if there is nothing else to do;
///   2. resumes tasks whose timer is due or whose operation is complete, and opens new tasks while fewer than
///      `in_flight` are open, for at most 0.1 ms before it looks again (a task is never interrupted).
class LoopWorker final : public Worker, private Reactor {
 public:
  /// Reserves memory for `in_flight` timers; that is at least 1.
  LoopWorker(Dispenser& dispenser, Poller& poller, std::size_t in_flight);
  ~LoopWorker() override;

  /// Waits for `start`, then runs tasks until none is left. After a failure of one no more are opened, timers are
  /// dropped, and operations under way come to their end, which their time-outs bound. Never throws for a failure.
  RankReport run(const TaskSet& work, Keep keep, Instant start);

 private:
  struct Timer {
    Instant when;
    std::coroutine_handle<> task;

    bool operator<(const Timer& other) const { return when > other.when; } // the heap's top is the earliest
  };

  /// A task whose operation is complete, and since when that may have been so.
  struct Ready {
    Instant since;
    std::coroutine_handle<> task;
  };

  bool suspend_for(Operation& operation, std::coroutine_handle<> task) override { return operation.start(*this, task); }
  void attend() override {
    if (polling_.due()) {
      serve();
    }
  }
  void resume_at(Instant when, std::coroutine_handle<> task) override;
  void resume(std::coroutine_handle<> task) override;
  std::unique_ptr<Watch> watch(int descriptor) override { return poller_.watch(descriptor); }
  bool transfer(int descriptor, Direction direction, std::uint64_t offset, std::span<std::byte> bytes,
                Mover& mover) override {
    return poller_.transfer(descriptor, direction, offset, bytes, mover);
  }

  void turn(const TaskSet& work, Tally& tally);
  void look();
  void serve();
  void sleep();
  bool resume_one(Instant time);
  bool open_one(const TaskSet& work, Tally& tally);
  void go_on(Task task);
  Chunk next_chunk();
  void drop_timers();

  Dispenser& dispenser_;
  Poller& poller_;
  std::size_t in_flight_;
  bool serves_; ///< Whether other ranks need dispenser_.poll().
  PacedPolling polling_;
  std::size_t open_ = 0;
  Chunk chunk_;
  bool exhausted_ = false;    ///< No more chunks come.
  std::vector<Timer> timers_; ///< A heap.
  std::deque<Ready> ready_;
  Instant looked_ = 0;                 ///< When the loop last looked at the devices.
  std::optional<Instant> ready_since_; ///< Since when what is ready now may have been; none: it has just become so.
  std::shared_ptr<Latencies> latencies_ = std::make_shared<Latencies>();
  std::exception_ptr failure_;
  Seconds dispatch_ = 0;
};

} // namespace sweep
