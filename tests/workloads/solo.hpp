#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/workload.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {

/// A worker without a model; counts the safe points.
class SoloWorker final : public Worker {
 public:
  SoloWorker() { want_attention(true); }
  explicit SoloWorker(const Pace& pace) : SoloWorker() { want_pace(pace); }
  std::uint64_t safe_points() const { return safe_points_; }

 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    return false;
  }
  void attend() override { ++safe_points_; }

  std::uint64_t safe_points_ = 0;
};

/// The workload of that name.
inline std::unique_ptr<Workload> make_workload(std::string_view name, const Values& values, const Settings& settings,
                                               std::uint64_t seed = 1, InstructionSet set = best_instruction_set()) {
  return find_workload(name)->make({.seed = seed, .instruction_set = set, .values = values, .settings = settings});
}

/// What the tasks [0, tasks) of `workload` found, run one after the other on `worker`.
inline Tally run_all(const Workload& workload, SoloWorker& worker) {
  Tally tally(workload.words_per_task(), Keep::rows);
  for (std::uint64_t index = 0; index < workload.tasks(); ++index) {
    Task task = workload.task(index, worker, tally);
    task.resume();
    EXPECT_TRUE(task.done());
    task.rethrow_failure();
  }
  return tally;
}

inline Tally run_all(const Workload& workload) {
  SoloWorker worker;
  return run_all(workload, worker);
}

} // namespace sweep
