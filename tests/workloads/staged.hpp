#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/workload.hpp"
#include "solo.hpp"

namespace sweep::test {

/// What one stage gave.
struct StageRun {
  std::uint64_t digest = 0; ///< Of all ranks.
  std::uint64_t count = 0;  ///< Of all ranks' tasks.
  Tally tally;              ///< Of this rank, with its rows.
  StageReport told;         ///< By this rank.
};

struct StagedRun {
  std::vector<StageRun> stages; ///< Those that were begun.
  std::string failure;          ///< Of the lowest rank that failed, the same on every rank; empty when all went well.
};

/// Runs repetitions of a workload in stages as campaign/measure does, each rank its equal share of the tasks on a
/// worker without a model.
class StagedRunner {
 public:
  /// Called on every rank before the stage of that index is opened.
  using Interference = std::function<void(std::size_t stage)>;

  StagedRunner(const Communicator& ranks, Interference before) : ranks_(ranks), before_(std::move(before)) {}

  /// Collective.
  StagedRun run(Workload& workload, std::uint64_t tasks) {
    run_ = {};
    const Surroundings surroundings{.ranks = ranks_, .tasks = tasks, .loop = solo_loop};
    std::unique_ptr<Repetition> repetition;
    if (all_well([&] { repetition = workload.begin(surroundings); })) {
      Stage* stage = nullptr;
      do {
        stage = nullptr;
      } while (all_well([&] { stage = repetition->next(); }) && stage != nullptr && run_stage(*stage));
      all_well([&] { repetition->end(); });
    }
    return std::move(run_);
  }

 private:
  /// Collective: whether `attempt` threw on no rank.
  template <typename Attempt>
  bool all_well(Attempt attempt) {
    std::string failure;
    try {
      attempt();
    } catch (...) {
      failure = current_exception_text();
    }
    return agree(failure);
  }

  bool agree(const std::string& failure) {
    const std::int64_t failed = ranks_.min(failure.empty() ? ranks_.size() : ranks_.rank());
    if (failed < ranks_.size()) {
      const std::string first = ranks_.broadcast(failure, static_cast<int>(failed));
      run_.failure = run_.failure.empty() ? first : run_.failure;
    }
    return failed == ranks_.size();
  }

  /// Whether all went well.
  bool run_stage(Stage& stage) {
    ranks_.barrier();
    before_(run_.stages.size());
    ranks_.barrier();
    StageRun part{.tally = Tally(stage.words_per_task(), Keep::rows), .told = {}};
    const std::string failure = run_phases(stage, part);
    part.digest = ranks_.sum(part.tally.digest());
    part.count = ranks_.sum(part.tally.count());
    run_.stages.push_back(std::move(part));
    return agree(failure);
  }

  /// The first failure of this rank.
  std::string run_phases(Stage& stage, StageRun& part) const {
    std::string failure;
    const auto attempt = [&failure](const auto& step) {
      try {
        step();
        return true;
      } catch (...) {
        failure = failure.empty() ? current_exception_text() : failure;
        return false;
      }
    };
    if (!attempt([&] { stage.open(); })) {
      return failure;
    }
    attempt([&] { run_share(stage, part.tally); });
    attempt([&] { part.told = stage.close(); });
    return failure;
  }

  void run_share(const Stage& stage, Tally& tally) const {
    const auto size = static_cast<std::uint64_t>(ranks_.size());
    const std::uint64_t share = (stage.tasks() + size - 1) / size;
    const std::uint64_t first = std::min(stage.tasks(), share * static_cast<std::uint64_t>(ranks_.rank()));
    SoloWorker worker;
    for (std::uint64_t index = first; index < std::min(stage.tasks(), first + share); ++index) {
      Task task = stage.task(index, worker, tally);
      task.resume();
      EXPECT_TRUE(task.done());
      task.rethrow_failure();
    }
  }

  const Communicator& ranks_;
  Interference before_;
  StagedRun run_;
};

/// Collective: one repetition of the first `tasks` tasks.
inline StagedRun run_staged(
    Workload& workload, const Communicator& ranks, std::uint64_t tasks,
    const StagedRunner::Interference& before = [](std::size_t) {}) {
  return StagedRunner(ranks, before).run(workload, tasks);
}

/// The digest of what a workload without an oracle says itself of the first `tasks` tasks.
inline std::uint64_t digest_of_tasks(const Workload& workload, std::uint64_t tasks) {
  Tally tally(workload.words_per_task());
  SoloWorker worker;
  for (std::uint64_t index = 0; index < tasks; ++index) {
    Task task = workload.task(index, worker, tally);
    task.resume();
    task.rethrow_failure();
  }
  return tally.digest();
}

} // namespace sweep::test
