// Form `reduction`: each task counts for itself, and its sum is added once: OpenMP's reduction over the loop of a task.
// The loop's region is inside that of the model's team, so OpenMP gives it one thread, the task's own.

#include "workloads/counters/counter.hpp"

namespace sweep {
namespace {

class Reduction final : public Counter {
 public:
  void increment(std::uint64_t times, Between& between) override {
    std::uint64_t sum = 0;
#pragma omp parallel for num_threads(1) reduction(+ : sum)
    for (std::uint64_t i = 0; i < times; ++i) {
      between();
      ++sum;
    }
#pragma omp atomic update
    counter_ += sum;
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

CounterDescriptor reduction_counter() {
  return {.name = "reduction",
          .summary = "a sum for each task by OpenMP's reduction, added once",
          .make = [] { return std::make_unique<Reduction>(); },
          .openmp = true};
}

} // namespace sweep
