// Form `omp_atomic`: OpenMP's atomic update.

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class OmpAtomic final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    for (; times > 0; --times) {
      between();
#pragma omp atomic update
      ++counter_;
    }
  }

  std::uint64_t value() override {
    std::uint64_t value = 0;
#pragma omp atomic read
    value = counter_;
    return value;
  }

 private:
  std::uint64_t counter_ = 0;
};

} // namespace

CounterDescriptor omp_atomic_counter() {
  return {.name = "omp_atomic",
          .summary = "OpenMP's atomic update",
          .make = [] { return std::make_unique<OmpAtomic>(); },
          .openmp = true};
}

} // namespace sweep
