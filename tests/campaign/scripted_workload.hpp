#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "campaign/cases.hpp"

namespace sweep::test {

/// What task `index` finds; may throw.
using Answer = std::function<std::uint64_t(std::uint64_t index)>;

inline std::uint64_t right_answer(std::uint64_t index) {
  return index * index + 1;
}

/// A workload whose tasks do what the test says.
class ScriptedWorkload final : public Workload {
 public:
  ScriptedWorkload(std::uint64_t tasks, Answer answer) : tasks_(tasks), answer_(std::move(answer)) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    worker.safe_point();
    const std::uint64_t word = answer_(index);
    tally.record(index, {&word, 1});
    co_return;
  }

  Table estimates(std::span<const std::uint64_t> words) const override {
    return {{{.name = "found", .unit = "1", .values = std::vector<std::uint64_t>(words.begin(), words.end())}}};
  }

 private:
  std::uint64_t tasks_;
  Answer answer_;
};

/// @param before_making  called when a rank makes the workload; may throw
inline WorkloadDescriptor scripted(
    std::uint64_t tasks, Answer answer, std::function<void()> before_making = [] {}) {
  return {.name = "scripted",
          .summary = "does what the test says",
          .parameters = {},
          .setting_parameters = [](const Values&) { return std::vector<SettingParameter>{}; },
          .make = [=](const WorkloadContext&) -> std::unique_ptr<Workload> {
            before_making();
            return std::make_unique<ScriptedWorkload>(tasks, answer);
          }};
}

/// A campaign of one experiment with that workload and these axes.
inline Campaign campaign_of(const WorkloadDescriptor& workload, std::vector<Axis> axes) {
  Campaign campaign;
  campaign.name = "test";
  campaign.experiments.push_back(
      {.name = "first", .workload = &workload, .axes = std::move(axes), .settings = {}, .where = "test.toml:1:1"});
  return campaign;
}

} // namespace sweep::test
