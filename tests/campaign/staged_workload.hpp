#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../comm/world.hpp"
#include "campaign/ensemble.hpp"
#include "scripted_workload.hpp"

namespace sweep::test {

/// What is done in a repetition, in order.
enum class Step { begin, next, open, task, close, end };

/// What the test says of stages, and what became of them on this rank.
struct StageScript {
  std::vector<std::string> names{"write", "read"};
  /// Called at each step on each rank, in the stage of that index; from tasks in several threads at once. May throw.
  std::function<void(Step step, std::size_t stage)> at = [](Step, std::size_t) {};
  std::function<StageReport(std::size_t stage)> report = [](std::size_t) { return StageReport{}; };
  Answer answer = right_answer;
  bool opens = true;
};

/// A workload whose repetitions have a stage a name.
class StagedWorkload final : public Workload {
 public:
  StagedWorkload(std::uint64_t tasks, const StageScript& script) : tasks_(tasks), script_(script) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    const std::uint64_t word = script_.answer(index);
    tally.record(index, {&word, 1});
    co_return;
  }
  std::unique_ptr<Repetition> begin(const Surroundings& /*surroundings*/) override {
    script_.at(Step::begin, 0);
    return std::make_unique<Stages>(*this);
  }

 private:
  class Part final : public Stage {
   public:
    Part(const StagedWorkload& whole, std::size_t index) : whole_(whole), index_(index) {}
    std::uint64_t tasks() const override { return whole_.tasks(); }
    std::size_t words_per_task() const override { return whole_.words_per_task(); }
    Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
      whole_.script_.at(Step::task, index_);
      return whole_.task(index, worker, tally);
    }
    bool opens() const override { return whole_.script_.opens; }
    void open() override { whole_.script_.at(Step::open, index_); }
    StageReport close() override {
      whole_.script_.at(Step::close, index_);
      StageReport report = whole_.script_.report(index_);
      report.name = whole_.script_.names[index_];
      return report;
    }

   private:
    const StagedWorkload& whole_;
    std::size_t index_;
  };

  class Stages final : public Repetition {
   public:
    explicit Stages(const StagedWorkload& whole) : whole_(whole) {}
    Stage* next() override {
      whole_.script_.at(Step::next, given_);
      if (given_ == whole_.script_.names.size()) {
        return nullptr;
      }
      part_ = std::make_unique<Part>(whole_, given_++);
      return part_.get();
    }
    void end() override { whole_.script_.at(Step::end, given_); }

   private:
    const StagedWorkload& whole_;
    std::unique_ptr<Part> part_;
    std::size_t given_ = 0;
  };

  std::uint64_t tasks_;
  const StageScript& script_;
};

/// @param script  must outlive what is made from it
inline WorkloadDescriptor staged(std::uint64_t tasks, const StageScript& script) {
  WorkloadDescriptor descriptor = scripted(Script{.tasks = tasks});
  descriptor.make = [=, &script](const WorkloadContext&) -> std::unique_ptr<Workload> {
    return std::make_unique<StagedWorkload>(tasks, script);
  };
  return descriptor;
}

inline std::vector<std::uint64_t> right_words(std::uint64_t tasks) {
  std::vector<std::uint64_t> words;
  for (std::uint64_t task = 0; task < tasks; ++task) {
    words.push_back(right_answer(task));
  }
  return words;
}

/// How the tasks are run.
struct Way {
  std::string model;
  std::string schedule = "static"; ///< With which each rank has tasks.
  int ranks_per_node = 0;          ///< See Team.
};

/// Collective: on rank 0 calls `check` with an ensemble and the index of a case on all ranks.
/// @param adapt  changes the case first, in the same way on every rank
template <typename Check>
void with_case(
    const WorkloadDescriptor& workload, const Way& way, const Check& check,
    const std::function<void(Case&)>& adapt = [](Case&) {}) {
  const Launch launch = survey(world());
  Plan plan = expand(
      campaign_of(workload, {{"model", {way.model}}, {"schedule", {way.schedule}}, {"chunk", {std::int64_t{1}}}}),
      launch);
  adapt(plan.cases.back());
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, way.ranks_per_node);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  check(ensemble, static_cast<std::int64_t>(plan.cases.size()) - 1);
  ensemble.dismiss();
}

/// On rank 0: the first timed repetition.
inline Measurement repeat(Ensemble& ensemble, std::int64_t index, Keep keep = Keep::rows) {
  return ensemble.command({.case_index = index, .repetition = 0, .order = 0, .keep = keep});
}

} // namespace sweep::test
