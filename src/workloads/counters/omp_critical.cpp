// Form `omp_critical`: OpenMP's critical section around each increment.

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class OmpCritical final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
#pragma omp critical(sweep_counter)
      {
        const std::uint64_t value = counter_;
        between();
        counter_ = value + 1;
      }
    }
  }

  std::uint64_t value() override {
    std::uint64_t value = 0;
#pragma omp critical(sweep_counter)
    value = counter_;
    return value;
  }

 private:
  std::uint64_t counter_ = 0;
};

} // namespace

CounterDescriptor omp_critical_counter() {
  return {.name = "omp_critical",
          .summary = "OpenMP's critical section around each increment",
          .make = [] { return std::make_unique<OmpCritical>(); },
          .openmp = true};
}

} // namespace sweep
