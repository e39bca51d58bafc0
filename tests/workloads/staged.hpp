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
  std::int64_t bytes = 0;   ///< Of this rank.
  std::int64_t items = 0;
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
    std::unique_ptr<Staging> staging;
    if (all_well([&] { staging = workload.begin(ranks_, tasks); })) {
      for (std::size_t index = 0; index < workload.stages().size() && run_.failure.empty(); ++index) {
        run_stage(*staging, index);
      }
    }
    ranks_.barrier();
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
      run_.failure = ranks_.broadcast(failure, static_cast<int>(failed));
    }
    return failed == ranks_.size();
  }

  void run_stage(Staging& staging, std::size_t index) {
    std::unique_ptr<Stage> stage;
    if (!all_well([&] { stage = staging.stage(index); })) {
      return;
    }
    ranks_.barrier();
    before_(index);
    ranks_.barrier();
    StageRun part{.tally = Tally(stage->words_per_task(), Keep::rows)};
    const std::string failure = run_phases(*stage, part.tally);
    part.digest = ranks_.sum(part.tally.digest());
    part.count = ranks_.sum(part.tally.count());
    part.bytes = stage->bytes();
    part.items = stage->items();
    run_.stages.push_back(std::move(part));
    if (agree(failure)) {
      all_well([&] { stage->check(); });
    }
  }

  /// The first failure of this rank.
  std::string run_phases(Stage& stage, Tally& tally) const {
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
    attempt([&] { run_share(stage, tally); });
    attempt([&] { stage.wear_out(); });
    attempt([&] { stage.sync(); });
    attempt([&] { stage.close(); });
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

/// The digest of what check() computes for the first `tasks` tasks.
inline std::uint64_t digest_of_check(const Workload& workload, std::uint64_t tasks) {
  Tally tally(workload.words_per_task());
  SoloWorker worker;
  for (std::uint64_t index = 0; index < tasks; ++index) {
    Task task = workload.check(index, worker, tally);
    task.resume();
    task.rethrow_failure();
  }
  return tally.digest();
}

} // namespace sweep::test
