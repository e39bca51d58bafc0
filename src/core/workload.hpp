#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/busy_steps.hpp"
#include "core/found_out.hpp"
#include "core/instruction_set.hpp"
#include "core/parameter.hpp"
#include "core/rules.hpp"
#include "core/settings.hpp"
#include "core/stage_report.hpp"
#include "core/task_set.hpp"

// What an author of a workload meets. The plainest one (workloads/empty.cpp) writes tasks(), words_per_task(), task()
// and four lines of its descriptor.

namespace sweep {

class Communicator; // comm/communicator.hpp: for workloads whose ranks work together

/// What a workload is made from; the same on every rank.
struct WorkloadContext {
  std::uint64_t seed;
  InstructionSet instruction_set;
  const Values& values; ///< Of the descriptor's parameters.
  const Settings& settings;
  std::int64_t ranks = 1;                            ///< Of the case where the share is per rank; else 1.
  std::int64_t memory_bytes = std::int64_t{1} << 30; ///< Of a node, a rank's share of it.
  std::string scratch = {};                          ///< The folder for files that nobody gave a place.
  std::string folder = {};                           ///< Of the campaign's file, where what it names is looked for.
};

/// What a repetition finds around it, as one rank sees it. Outlives the repetition.
struct Surroundings {
  const Communicator& ranks; ///< Those of the case.
  std::uint64_t tasks;       ///< That are run: the first of the workload's.
  std::string service = {};  ///< Where the node's Service is; empty where there is none.
  LoopTimes loop = {};       ///< What steps take, as rank 0 measured it for all: work of a given time is the same work.
};

/// A part of a repetition with a start of its own, on which all ranks agree, and in which every task is run once: as
/// one rank sees it. Writing, then reading. In the clock, each timed apart: open() · the tasks · close(). After a
/// failure of open() nothing else is called; after one of a task close() is, so that ranks that work together on a file
/// come to each other's calls. On the rank's main thread but for the tasks.
class Stage : public TaskSet {
 public:
  /// Whether open() does anything. The other workers then wait for it, and close() is in the time of the repetition;
  /// else that ends with the tasks.
  virtual bool opens() const { return false; }
  virtual void open() {}
  virtual StageReport close() { return {}; }
};

/// A repetition as one rank sees it: one stage or several. Used by all ranks of a case together, outside the clock, on
/// their main threads. The destructor is local: a rank may come to it alone.
class Repetition {
 public:
  virtual ~Repetition() = default;

  /// The next stage, made ready; null after the last. First makes sure that what the stage before left behind is as it
  /// must be, and throws SystemError where it is not. Not called again after any failure.
  virtual Stage* next() = 0;

  /// Clears up together. Called once, also after a failure; not when begin() threw on any rank.
  virtual void end() {}
};

/// What is computed. Knows neither threads nor ranks; every rank makes its own from the same WorkloadContext, and keeps
/// it for all repetitions. Itself the one stage of its repetitions unless begin() says otherwise.
class Workload : public Stage {
 public:
  /// Makes ready for a repetition: what tasks tell each other is as at first. Collective, outside the clock.
  virtual std::unique_ptr<Repetition> begin(const Surroundings& surroundings);
};

/// What a workload needs beside its ranks on every node, such as a server: one a node and problem, started outside the
/// clock by the node's first rank and ended with this object.
class Service {
 public:
  virtual ~Service() = default;

  /// For Surroundings::service; empty once it no longer serves, and is to be started anew.
  virtual std::string address() = 0;

  /// Processor time that it has used so far, in seconds; 0 where it uses none of its own, or has ended.
  virtual Seconds processor_time() { return 0; }
};

/// What a task is expected to take, from its parameters: roughly, for `sweep plan`; the wait as it was asked for.
struct Cost {
  Seconds processor = 0;      ///< The mean.
  Seconds wait = 0;           ///< The mean.
  double native_fraction = 0; ///< Of the processor time, that in native regions.
  double waits_at_once = 0;   ///< So many waits at most overlap, however many tasks wait; 0: any number.
  bool uses_devices = false;  ///< Tasks wait for devices for a time that nobody asked for.
  /// What all tasks together wait at least, where that is not their number times `wait`; asked for when a bound is.
  std::function<Seconds()> total_wait = nullptr;
  /// Of each task, where that may differ from the mean; else null.
  std::function<Seconds(std::uint64_t task)> processor_of = nullptr;
  std::string asks = {}; ///< Whom each task asks for something beyond this machine: "example.org:443"; else empty.
};

/// one_rank: tasks are run by workers that they bring themselves, and cases that name no ranks have one.
enum class Share { in_all, per_rank, one_rank };

/// The serial base of a problem, by which every answer is judged and every speed-up measured.
struct SerialBase {
  /// A workload whose tasks find what these must, by another way and without waiting; null: task() itself is run, in
  /// one stage and without begin().
  std::function<std::unique_ptr<Workload>(const WorkloadContext&)> oracle = nullptr;
  /// How many of the first tasks the base runs, fewer where all would wait for hours: its time is then scaled.
  std::function<std::uint64_t(const WorkloadContext&)> tasks = nullptr;
  /// The values of the problem whose base these have; null: their own. That problem's answers are these one's, too.
  std::function<Values(const Values&)> values = nullptr;
};

/// All that is known about a workload before it is made. Its file defines it; catalogue.def names the file. What is
/// null or empty does not apply.
struct WorkloadDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;
  std::function<std::unique_ptr<Workload>(const WorkloadContext&)> make;

  std::string latency = {};               ///< What its tasks note as their latency.
  std::vector<MeasureText> measures = {}; ///< What its stages report beside their times: at most max_measures.
  SerialBase base = {};
  std::optional<SettingsDescriptor> settings = {}; ///< Where a task is a setting.
  /// Starts what these values need on a node; null, also as what it gives, where that is nothing.
  std::function<std::unique_ptr<Service>(const WorkloadContext&)> service = nullptr;
  Share share = Share::in_all; ///< per_rank: so much work a rank, and more in all on more; the base does one's share.
  Rules rules = {};
  std::function<Cost(const WorkloadContext&)> cost = nullptr;
  /// On rank 0, before anything is written, and only where a campaign is run: what the values name is a stranger's
  /// code, which to plan or to show a campaign never runs. Asked once for all values with the same base. Throws
  /// UsageError and SystemError.
  std::function<FoundOut(const WorkloadContext&)> find_out = nullptr;
  std::function<TaskShape(const WorkloadContext&)> shape = nullptr; ///< The same, and runs some of the tasks.
  /// The workers that its tasks bring themselves; null: the model's.
  std::function<std::int64_t(const Values&)> workers = nullptr;
};

} // namespace sweep
