#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../comm/world.hpp"
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

/// What steps are said to take where a test gives no other times: about what they do. Exact in binary.
inline constexpr LoopTimes solo_loop{.step = 0x1p-30, .round = 0x1p-30};

/// The workload of that name.
inline std::unique_ptr<Workload> make_workload(std::string_view name, const Values& values, const Settings& settings,
                                               std::uint64_t seed = 1, InstructionSet set = best_instruction_set()) {
  return find_workload(name)->make({.seed = seed, .instruction_set = set, .values = values, .settings = settings});
}

/// A repetition of one stage, on the only rank of the test, from its beginning to its end.
class SoloRepetition {
 public:
  explicit SoloRepetition(Workload& workload, std::string service = {}, const LoopTimes& loop = solo_loop)
      : surroundings_{.ranks = test::world(), .tasks = workload.tasks(), .service = std::move(service), .loop = loop},
        repetition_(workload.begin(surroundings_)), stage_(repetition_->next()) {
    stage_->open();
  }
  ~SoloRepetition() { repetition_->end(); }
  SoloRepetition(const SoloRepetition&) = delete;
  SoloRepetition& operator=(const SoloRepetition&) = delete;

  Stage& stage() { return *stage_; }

 private:
  Surroundings surroundings_;
  std::unique_ptr<Repetition> repetition_;
  Stage* stage_;
};

/// What the tasks [0, tasks) found, run one after the other on `worker`.
inline Tally run_tasks(const TaskSet& set, Worker& worker) {
  Tally tally(set.words_per_task(), Keep::rows);
  for (std::uint64_t index = 0; index < set.tasks(); ++index) {
    Task task = set.task(index, worker, tally);
    task.resume();
    EXPECT_TRUE(task.done());
    task.rethrow_failure();
  }
  return tally;
}

/// The same of a whole repetition.
inline Tally run_all(Workload& workload, Worker& worker, const std::string& service = {}) {
  SoloRepetition repetition(workload, service);
  return run_tasks(repetition.stage(), worker);
}

inline Tally run_all(Workload& workload, const std::string& service = {}) {
  SoloWorker worker;
  return run_all(workload, worker, service);
}

} // namespace sweep
