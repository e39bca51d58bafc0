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
#include "core/table.hpp"
#include "core/tally.hpp"
#include "core/task.hpp"
#include "core/worker.hpp"

namespace sweep {

/// What a task is expected to take: the processor time roughly, for `sweep plan` only; the wait as it was asked for.
struct Cost {
  Seconds processor = 0;
  Seconds wait = 0;
  double waits_at_once = 0; ///< So many waits at most overlap, however many tasks wait; 0: any number.
};

/// What is computed: a number of independent tasks. Knows neither threads nor ranks; every rank makes its own from the
/// same WorkloadContext, and task() may be called from several threads at once.
class Workload {
 public:
  virtual ~Workload() = default;

  virtual std::uint64_t tasks() const = 0;

  /// How many 64-bit words each task records in its tally.
  virtual std::size_t words_per_task() const = 0;

  /// The task of that index < tasks(). It records its words once, under its own index. This workload, the worker and
  /// the tally must outlive it.
  virtual Task task(std::uint64_t index, Worker& worker, Tally& tally) const = 0;

  /// How many of the first tasks the serial base runs: fewer than tasks() where they would wait for hours. Its time is
  /// then scaled.
  virtual std::uint64_t serial_tasks() const { return tasks(); }

  /// A task that records for `index` what task() must, for the oracle: by another way and without waiting, where there
  /// is one.
  virtual Task check(std::uint64_t index, Worker& worker, Tally& tally) const { return task(index, worker, tally); }

  /// Where the node's service is (see WorkloadDescriptor::serve). Called before every repetition.
  virtual void connect(const std::string& /*address*/) {}

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
};

} // namespace sweep
