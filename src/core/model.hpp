#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/dispenser.hpp"
#include "core/lock_report.hpp"
#include "core/parameter.hpp"
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
  std::int64_t stack_bytes = 0; ///< Address space reserved for the stacks of threads that the model started.
  std::shared_ptr<const Latencies> latencies = nullptr; ///< Never null in what Model::run() returns.
  std::shared_ptr<const LockReport> locks = nullptr;    ///< Null where the model has no interpreter lock.
  std::exception_ptr failure = nullptr;                 ///< The first failure of a task; the tally is then incomplete.
};

/// How one rank runs tasks. Made anew for every repetition, outside the clock: threads are started by the constructor
/// and ended by the destructor. Knows neither which workload it runs nor that other ranks exist.
class Model {
 public:
  virtual ~Model() = default;

  /// How many workers ask the dispenser for chunks.
  virtual std::size_t workers() const = 0;

  /// Has every worker wait for `start` and then run tasks of `work` until `dispenser` has none left for it, or one
  /// fails. Never throws for a task's failure: it is reported. On the rank's main thread.
  virtual RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start = 0) = 0;
};

/// What a rank has to do, for the closed form of the time that takes at least.
struct Load {
  double tasks = 0;      ///< N
  Seconds wait = 0;      ///< L: for devices, a task.
  Seconds processor = 0; ///< c: a task.
  Seconds native = 0;    ///< The part of c in native regions.
};

/// All that is known about a model before it is made. Its file defines it; catalogue.def names the file.
struct ModelDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;
  std::function<std::unique_ptr<Model>(const Values&)> make;
  std::function<Seconds(const Values&, const Load&)> bound; ///< The least time under this model, on cores enough.
  bool one_at_a_time = false; ///< Whether a rank runs one task after the other, on its main thread.
  /// Gives parameters that have no meaning beside the others their default; null where all always have one.
  std::function<void(Values&)> settle = nullptr;
};

} // namespace sweep
