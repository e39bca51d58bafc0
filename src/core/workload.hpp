#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/instruction_set.hpp"
#include "core/parameter.hpp"
#include "core/service.hpp"
#include "core/settings.hpp"
#include "core/stage.hpp"
#include "core/table.hpp"
#include "core/task_set.hpp"

namespace sweep {

class Communicator; // comm/communicator.hpp: for workloads whose ranks work together on files

/// What a task is expected to take: the processor time roughly, for `sweep plan` only; the wait as it was asked for.
struct Cost {
  Seconds processor = 0;
  Seconds wait = 0;
  double native_fraction = 0; ///< Of the processor time, that in native regions.
  double waits_at_once = 0;   ///< So many waits at most overlap, however many tasks wait; 0: any number.
};

/// What is computed. Knows neither threads nor ranks; every rank makes its own from the same WorkloadContext.
class Workload : public TaskSet {
 public:
  /// How many of the first tasks the serial base runs: fewer than tasks() where they would wait for hours. Its time is
  /// then scaled.
  virtual std::uint64_t serial_tasks() const { return tasks(); }

  /// A task that records for `index` what task() must, for the oracle: by another way and without waiting, where there
  /// is one.
  virtual Task check(std::uint64_t index, Worker& worker, Tally& tally) const { return task(index, worker, tally); }

  /// The names of the parts of a repetition, each of which runs all tasks, in order; none: it has no parts.
  virtual std::vector<std::string> stages() const { return {}; }

  /// One repetition with stages() on `ranks`, which outlives it: of the first `tasks` tasks. Collective, on main
  /// threads.
  virtual std::unique_ptr<Staging> begin(const Communicator& /*ranks*/, std::uint64_t /*tasks*/) { return nullptr; }

  /// Where the node's service is (see WorkloadDescriptor::serve). Called before every repetition.
  virtual void connect(const std::string& /*address*/) {}

  /// Makes ready for a repetition, of which tasks then run: what tasks of one rank tell each other is as at first.
  /// Called before every repetition, after connect(), on the rank's main thread and outside the clock.
  virtual void prepare() {}

  /// Of one task.
  virtual Cost cost() const { return {}; }

  /// The table a person reads, from the words of all tasks in task order; no columns where there is nothing to say.
  virtual Table estimates(std::span<const std::uint64_t> words) const = 0;
};

/// What a workload is made from; the same on every rank.
struct WorkloadContext {
  std::uint64_t seed;
  InstructionSet instruction_set;
  const Values& values; ///< Of the descriptor's parameters.
  const Settings& settings;
  std::int64_t ranks = 1;                            ///< Of the case where WorkloadDescriptor::per_rank; else 1.
  std::int64_t memory_bytes = std::int64_t{1} << 30; ///< Of a node, a rank's share of it.
  std::string scratch = {};                          ///< The folder for files that nobody gave a place.
};

/// How a case runs the tasks, for a workload that cannot be run in every way.
struct Arrangement {
  bool one_at_a_time = true; ///< Each rank runs one task after the other, on its main thread.
  bool equal_shares = true;  ///< Every rank runs as many consecutive tasks as every other, in their order.
  bool own_shares = true;    ///< The same in any order: the threads of a rank share them.
};

/// What a person may ask of a setting's parameter (a radius): its range, and the values taken by default.
struct SettingParameter {
  std::string name;
  double above;   ///< Values must be greater than this …
  double maximum; ///< … and at most this.
  double from;    ///< Default axis, as many values as the experiment has settings.
  double to;
  std::string help;
};

/// All that is known about a workload before it is made. Its file defines it; catalogue.def names the file.
struct WorkloadDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;
  /// The parameters of a setting, given the values of `parameters`; none where tasks are not settings.
  std::function<std::vector<SettingParameter>(const Values&)> setting_parameters;
  std::function<std::unique_ptr<Workload>(const WorkloadContext&)> make;
  /// Starts what these values need on a node; null, also as a function, where that is nothing.
  std::function<std::unique_ptr<Service>(const WorkloadContext&)> serve = nullptr;
  std::string latency = {}; ///< What its tasks note as their latency; empty where they note none.
  bool per_rank = false;    ///< Whether there is so much work a rank, and more in all on more ranks.
  /// Gives parameters that have no meaning beside the others their default; null where all always have one.
  std::function<void(Values&)> settle = nullptr;
  /// Throws UsageError where the machine is not as these values need it: a folder is somebody's. On rank 0, before
  /// anything is written; null where nothing can be wrong.
  std::function<void(const WorkloadContext&)> inspect = nullptr;
  /// Throws UsageError where a case cannot be run so; null where every one can.
  std::function<void(const WorkloadContext&, const Arrangement&)> admit = nullptr;
};

} // namespace sweep
