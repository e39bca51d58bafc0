// Form `mutex`: a lock around each increment. Who must wait for it lets go of an interpreter lock meanwhile, as
// CPython's threading.Lock does (Modules/_threadmodule.c, acquire_timed: it tries without waiting first): else the one
// that has the mutex could never go on.

#include <mutex>

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class Mutex final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
      std::unique_lock lock(mutex_, std::try_to_lock);
      if (!lock) {
        const auto released = between.worker().native();
        lock.lock();
      }
      const std::uint64_t value = counter_;
      between();
      counter_ = value + 1;
    }
  }

  std::uint64_t value() override {
    const std::scoped_lock lock(mutex_);
    return counter_;
  }

 private:
  std::mutex mutex_;
  std::uint64_t counter_ = 0;
};

} // namespace

CounterDescriptor mutex_counter() {
  return {
      .name = "mutex", .summary = "a mutex around each increment", .make = [] { return std::make_unique<Mutex>(); }};
}

} // namespace sweep
