// Workload `python`: a function of the user's own, called for each item by one of Python's ways to run them
// (`executor`), in an interpreter that is started anew for every repetition (analysis/sweep_measure). The interpreter
// takes the times; its start, that of the executor's workers and their end are outside the clock, and measures of their
// own.
//
// Answers are checked as in every workload: the sequential way runs twice, each time in a fresh interpreter, which
// keeps its answers in a file; where both agree every way must find them, else nothing is compared and the case says
// so.

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <functional>
#include <map>

#include "core/errors.hpp"
#include "core/workload.hpp"
#include "io/files/scratch_folder.hpp"
#include "workloads/executors/catalogue.hpp"
#include "workloads/executors/python_parameters.hpp"

namespace sweep {
namespace {

constexpr const char* prefix = "sweep.python."; // of files in the scratch folder
constexpr std::uint64_t vouched_for = 1;        // stands for an answer that is not compared

/// The folder for answers and for what tasks print. All problems of an experiment use one: it lives as long as any of
/// their services does. Main thread.
std::shared_ptr<const ScratchFolder> shared_folder(const std::string& path) {
  static std::map<std::string, std::weak_ptr<const ScratchFolder>> known;
  std::shared_ptr<const ScratchFolder> folder = known[path].lock();
  if (!folder) {
    folder = std::make_shared<const ScratchFolder>(path, ScratchFolder::Leftovers::remove, prefix);
    known[path] = folder;
  }
  return folder;
}

/// Holds the folder, and knows what interpreters may run on: it is made before this rank is placed.
class Surface final : public Service {
 public:
  explicit Surface(const std::string& scratch)
      : folder_(shared_folder(scratch)), hardware_threads_(hardware_threads_for_programs()) {}
  std::string address() override { return hardware_threads_; }

 private:
  std::shared_ptr<const ScratchFolder> folder_;
  std::string hardware_threads_;
};

/// Of the tasks that run.
std::uint64_t compared_tasks(const Values& values, std::uint64_t tasks) {
  const auto serial = static_cast<std::uint64_t>(values.integer("serial_tasks"));
  return serial == 0 ? tasks : std::min(serial, tasks);
}

/// As long as a person, or another client of the loop, would notice.
bool stood_still_long(const HostRun& ran) {
  constexpr Seconds noticed = 0.02;
  constexpr double share = 0.1;
  return ran.stood_still.value_or(0) > std::max(noticed, share * ran.wall);
}

class Python : public Workload {
 public:
  explicit Python(const WorkloadContext& context)
      : values_(context.values), folder_(context.folder), scratch_(context.scratch), tasks_(items_of(values_)) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    host_.reset();
    ran_ = {};
    hardware_threads_ = surroundings.service;
    run_tasks_ = surroundings.tasks;
    make_ready();
    return Workload::begin(surroundings);
  }

  /// The first one runs all: an executor is handed all items at once.
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    if (ran_.digests.empty()) {
      ran_ = run();
    }
    tally.record(index, std::array{index < ran_.digests.size() ? ran_.digests[index] : vouched_for});
    co_return;
  }

  StageReport close() override {
    host_.reset();
    StageReport report{.latency = ran_.latency,
                       .wrong = ran_.wrong,
                       .own_measures = ran_.own_measures,
                       .wall = ran_.wall,
                       .processor = ran_.processor,
                       .memory_bytes = ran_.memory_bytes,
                       .proportional_bytes = ran_.memory_bytes};
    report.measures[0] = ran_.started;
    report.measures[1] = ran_.ended;
    report.measures[2] = ran_.stood_still.value_or(not_measured);
    if (ran_.checked == "not") {
      report.warnings.emplace_back("not checked: answers differ from run to run; give a function for `check`");
    }
    if (stood_still_long(ran_)) {
      report.warnings.emplace_back("the event loop stood still for a tenth of the run or more (stood_still_s): what an "
                                   "item does without awaiting keeps all others; hand it to asyncio.to_thread or to "
                                   "processes");
    }
    if (ran_.printed_bytes > 0) {
      report.warnings.emplace_back("the function prints, which was left out: it takes part of the time");
    }
    return report;
  }

 protected:
  virtual void make_ready() {
    if (are_compared(values_) && !std::filesystem::exists(reference())) { // a launch that goes on has asked no oracle
      refer();
    }
    host_.emplace(host_task(values_, run_tasks_));
  }

  virtual HostRun run() const {
    HostRun ran = host_->run();
    const std::uint64_t compared = ran.checked == "reference" ? compared_tasks(values_, tasks_) : 0;
    for (std::uint64_t index = compared; index < ran.digests.size(); ++index) {
      ran.digests[index] = vouched_for;
    }
    return ran;
  }

  /// Runs the sequential way in two fresh interpreters: whether it gives the same answers, and their digests.
  std::pair<bool, std::vector<std::uint64_t>> refer() {
    const Values sequential = sequential_values(values_);
    std::vector<std::uint64_t> digests;
    bool same = false;
    for (int time = 0; time < 2; ++time) {
      host_.emplace(host_task(sequential, compared_tasks(values_, tasks_)));
      same = host_->refer(digests).value_or(false);
    }
    host_.reset();
    return {same, std::move(digests)};
  }

  const Values& values() const { return values_; }

 private:
  HostTask host_task(const Values& values, std::uint64_t tasks) const {
    return {.values = values,
            .folder = folder_,
            .hardware_threads = hardware_threads_,
            .tasks = tasks,
            .reference = are_compared(values_) ? reference() : std::string(),
            .said = (std::filesystem::path(scratch_) / fmt::format("{}said", prefix)).string()};
  }

  /// Of what all ways must answer.
  std::string reference() const {
    std::string identity;
    for (const auto& [name, value] : sequential_values(values_)) {
      identity += name + '=' + to_string(value) + '\n';
    }
    return (std::filesystem::path(scratch_) / fmt::format("{}{:016x}", prefix, std::hash<std::string>{}(identity)))
        .string();
  }

  Values values_;
  std::string folder_;
  std::string scratch_;
  std::uint64_t tasks_;
  std::uint64_t run_tasks_ = 0;
  std::string hardware_threads_;
  mutable std::optional<MeasuringHost> host_; ///< Of the repetition that runs.
  mutable HostRun ran_;
};

/// What every way must find.
class SequentialAnswers final : public Python {
 public:
  using Python::Python;

 private:
  void make_ready() override {
    if (are_compared(values())) {
      auto [same, digests] = refer();
      if (same) {
        found_.digests = std::move(digests);
      }
    }
    found_.digests.resize(tasks(), vouched_for);
  }
  HostRun run() const override { return found_; }

  HostRun found_;
};

/// Of an interpreter that has imported what is named, and called no function but what `items` may name.
HostFacts facts_of(const WorkloadContext& context) {
  try {
    return MeasuringHost({.values = context.values,
                          .folder = context.folder,
                          .hardware_threads = hardware_threads_for_programs()})
        .facts();
  } catch (const SystemError& error) { // nothing has been measured yet: the person can mend it
    throw UsageError(error.what(), "workload python", "`sweep list workloads python` says what each key takes");
  }
}

FoundOut find_out(const WorkloadContext& context) {
  const HostFacts facts = facts_of(context);
  FoundOut found;
  found.values.set("count", facts.count);
  found.values.set("source_sha256", facts.sources);
  found.facts.emplace_back("interpreter " + context.values.word("python"), facts.interpreter);
  return found;
}

/// Of a mean over so many items that they take long enough for it, and at least one.
TaskShape shape(const WorkloadContext& context) {
  constexpr Seconds long_enough = 0.25;
  const std::uint64_t all = items_of(context.values);
  TaskShape shape;
  for (std::uint64_t tasks = 1; shape.tasks == 0;) {
    MeasuringHost host({.values = sequential_values(context.values),
                        .folder = context.folder,
                        .hardware_threads = hardware_threads_for_programs(),
                        .tasks = tasks});
    const HostRun ran = host.run();
    if (ran.wall >= long_enough || tasks >= all) {
      const auto number = static_cast<double>(tasks);
      shape = {.wall = ran.undisturbed() / number,
               .processor = ran.computed() / number,
               .tasks = all,
               .ways = host.facts().executors};
    }
    const double wanted = static_cast<double>(tasks) * std::max(2.0, 1.2 * long_enough / std::max(ran.wall, 1e-6));
    tasks = std::min(all, static_cast<std::uint64_t>(std::min(wanted, 1e12)));
  }
  return shape;
}

} // namespace

WorkloadDescriptor python_workload() {
  return {
      .name = "python",
      .summary = "a Python function of your own, by each of Python's ways to run it",
      .parameters = python_parameters(),
      .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
        return std::make_unique<Python>(context);
      },
      .latency = "of what `measures` tells as lists of times",
      .measures = {{"executor_start_s", "s", "until the executor and all its workers were ready", MeasureRule::most},
                   {"executor_end_s", "s", "from the last answer until its workers had ended", MeasureRule::most},
                   {"stood_still_s", "s", "the longest time for which the event loop could do nothing else",
                    MeasureRule::most}},
      .base = {.oracle = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
                 return std::make_unique<SequentialAnswers>(context);
               },
               .tasks =
                   [](const WorkloadContext& context) {
                     return compared_tasks(context.values, items_of(context.values));
                   },
               .values = sequential_values},
      .service = [](const WorkloadContext& context) -> std::unique_ptr<Service> {
        return std::make_unique<Surface>(context.scratch);
      },
      .share = Share::one_rank,
      .rules = {.refuse_case = refuse_python_case},
      .find_out = find_out,
      .shape = shape,
      .workers =
          [](const Values& values) {
            return values.find("workers") == nullptr ? std::int64_t{1} : values.integer("workers");
          }};
}

} // namespace sweep
