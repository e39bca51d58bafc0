#pragma once

#include <deque>
#include <memory>
#include <stdexcept>
#include <utility>

#include "core/task.hpp"
#include "core/worker.hpp"
#include "io/reactor/poller.hpp"

namespace sweep::test {

/// The smallest event loop: has the operations of its tasks started, and resumes tasks as their devices are ready.
class LoopingWorker final : public Worker, private Reactor {
 public:
  explicit LoopingWorker(std::unique_ptr<Poller> poller) : poller_(std::move(poller)) {}

  /// Runs `task`, and whatever other tasks are open, until it is done.
  void run(Task& task) {
    task.resume();
    finish(task);
  }

  void finish(Task& task) {
    while (!task.done()) {
      if (ready_.empty()) {
        constexpr Instant second = 1'000'000'000;
        poller_->poll(now() + second);
        continue;
      }
      const std::coroutine_handle<> next = ready_.front();
      ready_.pop_front();
      next.resume();
    }
    task.rethrow_failure();
  }

  std::size_t waiting() const { return poller_->waiting(); }

 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> task) override { return operation.start(*this, task); }
  void resume_at(Instant /*when*/, std::coroutine_handle<> /*task*/) override { throw std::logic_error("no timers"); }
  void resume(std::coroutine_handle<> task) override { ready_.push_back(task); }
  std::unique_ptr<Watch> watch(int descriptor) override { return poller_->watch(descriptor); }

  std::unique_ptr<Poller> poller_;
  std::deque<std::coroutine_handle<>> ready_;
};

} // namespace sweep::test
