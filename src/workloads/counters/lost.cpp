// Form `lost`: the lecture's counter without a lock. It reads, adds one, writes, each by itself; what another thread
// has written meanwhile is overwritten. The read and the write are relaxed atomic ones, which cost what plain ones do:
// the race is the program's, and no undefined behaviour of C++.

#include <atomic>

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class Lost final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
      const std::uint64_t value = counter_.load(std::memory_order_relaxed);
      between();
      counter_.store(value + 1, std::memory_order_relaxed);
    }
  }

  std::uint64_t value() override { return counter_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> counter_ = 0;
};

} // namespace

CounterDescriptor lost_counter() {
  return {.name = "lost",
          .summary = "read, add one, write: updates of several threads get lost",
          .make = [] { return std::make_unique<Lost>(); },
          .loses = true};
}

} // namespace sweep
