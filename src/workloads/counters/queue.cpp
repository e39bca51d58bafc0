// Form `queue`: each increment is a message through a bounded queue to one owner, who alone has the counter: Python's
// queue.Queue(maxsize), a lock and two conditions. Who must wait for room lets go of an interpreter lock meanwhile.

#include <unistd.h>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

/// The owner is a thread, started for the first message in each process: a copy that was forked has none.
class Queue final : public Counter {
 public:
  ~Queue() override {
    if (process_ != getpid()) { // the thread was never in this copy
      static_cast<void>(owner_.release());
      return;
    }
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    filled_.notify_one();
    owner_->join();
  }

  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
      between();
      put(between.worker());
    }
  }

  std::uint64_t value() override {
    std::unique_lock lock(mutex_);
    emptied_.wait(lock, [this] { return waiting_ == 0; });
    return counter_;
  }

 private:
  static constexpr std::size_t room = 1024;

  void put(Worker& worker) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || waiting_ == room) {
      const auto released = worker.native();
      if (!lock) {
        lock.lock();
      }
      emptied_.wait(lock, [this] { return waiting_ < room; });
    }
    if (process_ != getpid()) {
      static_cast<void>(owner_.release());
      owner_ = std::make_unique<std::thread>([this] { own(); });
      process_ = getpid();
    }
    ++waiting_;
    filled_.notify_one();
  }

  /// Takes one message after the other.
  void own() {
    std::unique_lock lock(mutex_);
    for (;;) {
      filled_.wait(lock, [this] { return waiting_ > 0 || ended_; });
      if (waiting_ == 0) {
        return;
      }
      --waiting_;
      ++counter_;
      if (waiting_ == 0 || waiting_ == room - 1) {
        emptied_.notify_all();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::size_t waiting_ = 0; ///< Messages, which say nothing but "one more".
  std::uint64_t counter_ = 0;
  bool ended_ = false;
  pid_t process_ = 0; ///< In which the owner runs; 0: nowhere yet.
  std::unique_ptr<std::thread> owner_;
};

} // namespace

CounterDescriptor queue_counter() {
  return {.name = "queue", .summary = "a message for each increment, through a bounded queue to one owner", .make = [] {
            return std::make_unique<Queue>();
          }};
}

} // namespace sweep
