#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/busy_steps.hpp"
#include "core/clock.hpp"
#include "core/dispenser.hpp"
#include "core/lock_report.hpp"
#include "core/parameter.hpp"
#include "core/process.hpp"
#include "core/tally.hpp"
#include "core/task_set.hpp"

namespace sweep {

/// What the tasks of one rank told of their latencies, and how late an event loop or an interpreter lock was.
struct Latencies {
  Histogram latency;  ///< What Worker::note_latency() was told.
  Histogram lag;      ///< How late ready tasks were resumed because others computed.
  Histogram handover; ///< From one thread's dropping an interpreter lock to another's, which waited, having it.
};

/// What one rank did in one repetition. Wait, lock and dispatch are means over the rank's workers.
struct RankReport {
  Tally tally;
  Instant end = 0;              ///< When the last worker was through.
  Seconds cpu = 0;              ///< Processor time of all workers since the start.
  Seconds wait = 0;             ///< Waiting for devices.
  Seconds lock = 0;             ///< Waiting for an interpreter lock.
  Seconds dispatch = 0;         ///< Getting chunks.
  Seconds ready = 0;            ///< Ready to run while processors ran something else, of all workers since the start.
  Seconds late = 0;             ///< How long after the start the last worker began.
  std::int64_t stack_bytes = 0; ///< Address space reserved for the stacks of threads that the model started.
  std::int64_t child_bytes = 0; ///< Resident memory of processes that the model started.
  std::int64_t proportional_bytes = 0; ///< Of this process and those, shared pages by their share; 0: there are none.
  std::int64_t replaced_workers = 0;   ///< Processes that the model started for others which had ended by themselves.
  ContextSwitches child_switches = {}; ///< Of processes that the model started.
  std::uint64_t pace_steps =
      0; ///< From one safe point of a loop to the next, at an interpreter's pace; 0: none is kept.
  std::shared_ptr<const Latencies> latencies = nullptr; ///< Never null in what Model::run() returns.
  std::shared_ptr<const LockReport> locks = nullptr;    ///< Null where the model has no interpreter lock.
  std::exception_ptr failure = nullptr;                 ///< The first failure of a task; the tally is then incomplete.
};

/// A text from which another process makes the same tasks; null: none can.
using Recipe = std::function<std::string()>;
using MakeTasks = std::function<std::shared_ptr<const TaskSet>(const std::string& recipe)>;

/// How one rank runs tasks. Made anew for every repetition, outside the clock: threads are started by the constructor
/// and ended by the destructor. Knows neither which workload it runs nor that other ranks exist.
class Model {
 public:
  virtual ~Model() = default;

  /// How many workers ask the dispenser for chunks.
  virtual std::size_t workers() const = 0;

  /// Gets to know the tasks of the next run(), before the clock starts: processes that are to run them are forked now.
  /// @param recipe  what a process that is started anew makes the same tasks from, by ModelDescriptor::serve; throws
  ///                SystemError where none could
  virtual void prepare(const TaskSet& /*work*/, Keep /*keep*/, const Recipe& /*recipe*/ = nullptr) {}

  /// Has every worker wait for `start` and then run tasks of `work` until `dispenser` has none left for it, or one
  /// fails. Never throws for a task's failure: it is reported. On the rank's main thread.
  virtual RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start = 0) = 0;
};

/// All that is known about a model before it is made. Its file defines it; catalogue.def names the file.
struct ModelDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;

  /// @param loop  what steps take, as rank 0 measured it for all
  std::function<std::unique_ptr<Model>(const Values&, const LoopTimes& loop)> make;

  /// What model serial is given for the base of cases with these values, so that it does the same but for how it is
  /// run. Null, or no value: nothing.
  std::function<Values(const Values&)> base_values = nullptr;
  /// The workers of a rank; null: one.
  std::function<std::int64_t(const Values&)> workers = nullptr;
  /// How many processors they use at once for work that is not native; null: as many as there are workers.
  std::function<std::int64_t(const Values&)> processors = nullptr;
  /// How many tasks of a rank may be under way at once; null: one a worker.
  std::function<std::int64_t(const Values&)> in_flight = nullptr;

  /// What a process does that the model has started anew: `sweep pool_worker`. Null: it starts none.
  std::function<void(const MakeTasks&)> serve = nullptr;

  bool one_at_a_time = false; ///< Whether a rank runs one task after the other, on its main thread.
  bool openmp = false;        ///< Tasks may use OpenMP's directives, as if the model's workers were its threads.
  bool one_memory = true;     ///< Whether the workers of a rank share its memory; processes do not.

  std::int64_t workers_of(const Values& values) const { return workers ? workers(values) : 1; }
  std::int64_t processors_of(const Values& values) const {
    return processors ? processors(values) : workers_of(values);
  }
  std::int64_t in_flight_of(const Values& values) const { return in_flight ? in_flight(values) : workers_of(values); }
};

} // namespace sweep
