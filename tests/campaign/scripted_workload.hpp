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

/// What the test says that a workload does.
struct Script {
  std::uint64_t tasks = 1;
  Answer answer = right_answer;
  Answer check = nullptr;                                      ///< Null: as `answer`.
  std::uint64_t serial_tasks = 0;                              ///< 0: all.
  Seconds latency = -1;                                        ///< That every task notes; negative: none.
  Cost cost = {};                                              ///< Of one task.
  std::function<void()> before_making = [] {};                 ///< Called when a rank makes the workload; may throw.
  std::function<void(const std::string&)> connected = nullptr; ///< Told the address at each connect().
  std::function<std::unique_ptr<Service>()> serve = nullptr;   ///< May throw.
};

/// A workload whose tasks do what the test says.
class ScriptedWorkload final : public Workload {
 public:
  explicit ScriptedWorkload(Script script) : script_(std::move(script)) {}

  std::uint64_t tasks() const override { return script_.tasks; }
  std::size_t words_per_task() const override { return 1; }
  std::uint64_t serial_tasks() const override { return script_.serial_tasks == 0 ? tasks() : script_.serial_tasks; }
  Cost cost() const override { return script_.cost; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    worker.safe_point();
    const std::uint64_t word = script_.answer(index);
    tally.record(index, {&word, 1});
    if (script_.latency >= 0) {
      worker.note_latency(script_.latency);
    }
    co_return;
  }

  Task check(std::uint64_t index, Worker& worker, Tally& tally) const override {
    return script_.check ? look_up(index, tally) : task(index, worker, tally);
  }

  void connect(const std::string& address) override {
    if (script_.connected) {
      script_.connected(address);
    }
  }

  Table estimates(std::span<const std::uint64_t> words) const override {
    return {{{.name = "found", .unit = "1", .values = std::vector<std::uint64_t>(words.begin(), words.end())}}};
  }

 private:
  Task look_up(std::uint64_t index, Tally& tally) const {
    const std::uint64_t word = script_.check(index);
    tally.record(index, {&word, 1});
    co_return;
  }

  Script script_;
};

inline WorkloadDescriptor scripted(const Script& script) {
  WorkloadDescriptor descriptor{.name = "scripted",
                                .summary = "does what the test says",
                                .parameters = {},
                                .setting_parameters = [](const Values&) { return std::vector<SettingParameter>{}; },
                                .make = [=](const WorkloadContext&) -> std::unique_ptr<Workload> {
                                  script.before_making();
                                  return std::make_unique<ScriptedWorkload>(script);
                                }};
  if (script.serve) {
    descriptor.serve = [=](const WorkloadContext&) { return script.serve(); };
  }
  descriptor.latency = script.latency >= 0 ? "as the test says" : "";
  return descriptor;
}

/// @param before_making  called when a rank makes the workload; may throw
inline WorkloadDescriptor scripted(
    std::uint64_t tasks, Answer answer, std::function<void()> before_making = [] {}) {
  return scripted({.tasks = tasks, .answer = std::move(answer), .before_making = std::move(before_making)});
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
