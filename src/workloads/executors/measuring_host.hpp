#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/histogram.hpp"
#include "core/measure.hpp"
#include "core/parameter.hpp"
#include "services/kept/kept_program.hpp"

namespace sweep {

/// What an interpreter is to run, and where.
struct HostTask {
  const Values& values; ///< Of workload `python`.
  std::string folder;   ///< In which modules and scripts are looked for.
  std::string hardware_threads;
  std::uint64_t tasks = 0;    ///< The first so many items; 0: all.
  std::string reference = {}; ///< The file with the answers of the sequential way; empty: there is none.
  std::string said = "/dev/null";
};

/// What the interpreter is and what it found.
struct HostFacts {
  std::int64_t count = 0;             ///< Of the items.
  std::string sources;                ///< The SHA-256 of each file that was named, in words.
  std::string interpreter;            ///< In words.
  std::vector<std::string> executors; ///< That this interpreter has, and that can run the task.
};

/// One run of the tasks.
struct HostRun {
  Seconds wall = 0;
  Seconds started = 0; ///< The executor's start, until all its workers were ready.
  Seconds ended = 0;   ///< Its end.
  Seconds processor = 0;
  Seconds ready = 0;             ///< For which its first thread was ready to run and did not.
  Seconds stolen = 0;            ///< For which a hypervisor had the node's processors meanwhile.
  std::int64_t memory_bytes = 0; ///< Of all its processes, shared pages once; the peak.
  std::optional<Seconds> stood_still{};
  std::int64_t printed_bytes = 0;
  std::string checked{}; ///< "reference", "check" or "not".
  std::string wrong{};
  std::vector<std::uint64_t> digests{};   ///< Of each item's answer.
  std::vector<OwnMeasure> own_measures{}; ///< That the person's function told …
  Histogram latency{};                    ///< … and all lists of times of it together.

  Seconds computed() const { return std::min(wall, processor); } ///< Of a run on one thread.

  /// Of a run on one thread: what it would have taken had nothing else wanted its processor meanwhile.
  Seconds undisturbed() const { return std::max(computed(), wall - ready - stolen); }
};

/// An interpreter of its own for one run: analysis/sweep_measure, told by JSON a line what to do. What goes wrong in it
/// is thrown as SystemError with its words, which end in the remedy; so are silence beyond the deadline, and its end.
/// Nothing of it outlives this object. One thread.
class MeasuringHost {
 public:
  explicit MeasuringHost(const HostTask& task);

  const HostFacts& facts() const { return facts_; }

  /// Runs the tasks one after the other and keeps their answers in the reference file, or compares them with it.
  /// Whether they agree; nothing where there was none to compare with.
  std::optional<bool> refer(std::vector<std::uint64_t>& digests);

  HostRun run();

 private:
  std::string ask(const std::string& request, const std::string& what);

  std::string task_;
  Seconds deadline_;
  KeptProgram program_;
  HostFacts facts_;
};

} // namespace sweep
