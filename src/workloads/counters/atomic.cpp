// Form `atomic`: the processor's own increment of memory (on x86-64 `lock xadd`).

#include <atomic>

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class Atomic final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
      between();
      counter_.fetch_add(1, std::memory_order_relaxed);
    }
  }

  std::uint64_t value() override { return counter_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> counter_ = 0;
};

} // namespace

CounterDescriptor atomic_counter() {
  return {.name = "atomic", .summary = "an atomic increment", .make = [] { return std::make_unique<Atomic>(); }};
}

} // namespace sweep
