#pragma once

#include "core/workload.hpp"

namespace sweep {

/// The tasks of another workload, each found by its check(). That one must outlive it.
class Oracle final : public TaskSet {
 public:
  explicit Oracle(const Workload& of) : of_(of) {}

  std::uint64_t tasks() const override { return of_.tasks(); }
  std::size_t words_per_task() const override { return of_.words_per_task(); }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    return of_.check(index, worker, tally);
  }

 private:
  const Workload& of_;
};

} // namespace sweep
