#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "campaign/cases.hpp"

namespace sweep::test {

/// Of a workload, where a test needs no other number: a prime, which nobody shares out evenly.
inline constexpr std::uint64_t task_count = 53;

/// What task `index` finds; may throw.
using Answer = std::function<std::uint64_t(std::uint64_t index)>;

inline std::uint64_t right_answer(std::uint64_t index) {
  return index * index + 1;
}

/// What the test says that a workload does.
struct Script {
  std::uint64_t tasks = 1;
  Answer answer = right_answer;
  Answer oracle = nullptr;                                   ///< What a workload of its own finds; null: there is none.
  std::uint64_t serial_tasks = 0;                            ///< 0: all.
  Seconds latency = -1;                                      ///< That every task notes; negative: none.
  Cost cost = {};                                            ///< Of one task.
  std::function<void()> before_making = [] {};               ///< Called when a rank makes the workload; may throw.
  std::function<void(const Surroundings&)> begins = nullptr; ///< Called at each begin().
  std::function<StageReport()> closes = nullptr;             ///< What its stage tells.
  std::function<std::unique_ptr<Service>()> serve = nullptr; ///< May throw.
  std::function<Answer(const Values& values)> settings = nullptr; ///< Its tasks are settings, which find that.
  std::vector<Parameter> parameters = {};
};

/// A workload whose tasks do what the test says.
class ScriptedWorkload final : public Workload {
 public:
  explicit ScriptedWorkload(Script script) : script_(std::move(script)) {}

  std::uint64_t tasks() const override { return script_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    if (script_.begins) {
      script_.begins(surroundings);
    }
    return Workload::begin(surroundings);
  }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    worker.safe_point();
    const std::uint64_t word = script_.answer(index);
    tally.record(index, {&word, 1});
    if (script_.latency >= 0) {
      worker.note_latency(script_.latency);
    }
    co_return;
  }

  StageReport close() override { return script_.closes ? script_.closes() : StageReport{}; }

 private:
  Script script_;
};

/// A setting has one parameter, `point`; its estimate is the word that was found.
inline SettingsDescriptor settings_of_script() {
  return {.parameters =
              [](const Values&) {
                return std::vector<SettingParameter>{
                    {.name = "point", .above = 0, .maximum = 1, .from = 0.5, .to = 1, .help = {}, .swept = true}};
              },
          .estimates =
              [](const WorkloadContext&, std::span<const std::uint64_t> words) {
                return Table{
                    {{.name = "found", .unit = "1", .values = std::vector<std::uint64_t>(words.begin(), words.end())}}};
              }};
}

inline WorkloadDescriptor scripted(const Script& script) {
  WorkloadDescriptor descriptor{.name = "scripted",
                                .summary = "does what the test says",
                                .parameters = script.parameters,
                                .make = [=](const WorkloadContext& context) -> std::unique_ptr<Workload> {
                                  script.before_making();
                                  Script own = script;
                                  if (script.settings) {
                                    own.tasks = context.settings.count();
                                    own.answer = script.settings(context.values);
                                  }
                                  return std::make_unique<ScriptedWorkload>(own);
                                },
                                .latency = script.latency >= 0 ? "as the test says" : "",
                                .cost = [=](const WorkloadContext&) { return script.cost; }};
  if (script.oracle) {
    descriptor.base.oracle = [=](const WorkloadContext&) -> std::unique_ptr<Workload> {
      return std::make_unique<ScriptedWorkload>(Script{.tasks = script.tasks, .answer = script.oracle});
    };
  }
  if (script.serial_tasks > 0) {
    descriptor.base.tasks = [=](const WorkloadContext&) { return script.serial_tasks; };
  }
  if (script.serve) {
    descriptor.service = [=](const WorkloadContext&) { return script.serve(); };
  }
  if (script.settings) {
    descriptor.parameters.push_back(settings_parameter(static_cast<std::int64_t>(script.tasks)));
    descriptor.settings = settings_of_script();
  }
  return descriptor;
}

/// @param before_making  called when a rank makes the workload; may throw
inline WorkloadDescriptor scripted(
    std::uint64_t tasks, Answer answer, std::function<void()> before_making = [] {}) {
  return scripted({.tasks = tasks, .answer = std::move(answer), .before_making = std::move(before_making)});
}

/// A campaign of one experiment with that workload and these axes. Threads are POSIX threads, which ThreadSanitizer
/// follows: what a team of OpenMP does otherwise, the tests of models and of the program show.
inline Campaign campaign_of(const WorkloadDescriptor& workload, std::vector<Axis> axes) {
  axes.push_back({"team", {"posix"}});
  Campaign campaign;
  campaign.name = "test";
  campaign.experiments.push_back(
      {.name = "first", .workload = &workload, .axes = std::move(axes), .settings = {}, .where = "test.toml:1:1"});
  return campaign;
}

} // namespace sweep::test
