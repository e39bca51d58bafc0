#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/task_set.hpp"

namespace sweep {

/// A part of a repetition with a start of its own, on which all ranks agree, and in which every task is run once: as
/// one rank sees it. Writing, then reading. All but the tasks happens on the rank's main thread. The order is
///
///     open() · the tasks, wear_out() · sync() · close()      in the clock, each timed apart
///     check()                                                outside it
///
/// After a failure of open() nothing else is called; after one of a task or of sync() the rest is, so that ranks that
/// work together on a file come to each other's calls. What a rank has opened its destructor gives back.
class Stage : public TaskSet {
 public:
  virtual void open() {}
  virtual void wear_out() {} ///< What is left of the tasks once this rank's workers are through.
  virtual void sync() {}
  virtual void close() {}

  /// Throws SystemError when what the stage left behind is not what it must be. Only after a stage without failure.
  virtual void check() {}

  /// What this rank moved, once the tasks are through. Fewer tasks than it ran where there is a deadline.
  virtual std::int64_t bytes() const = 0;
  virtual std::int64_t items() const = 0;

  /// How long the workers ran through tasks that a deadline left out, after the last that was carried out: what then
  /// follows counts as if it had begun so much earlier.
  virtual Seconds skipping() const { return 0; }

  /// What is worth knowing of how it went: how a library carried it out, what a cache could hide. Of rank 0's stage.
  virtual std::string transfers() const { return {}; }
  virtual std::string cache() const { return {}; }
};

/// A repetition in stages, as one rank sees it. Made (or refused, by an exception on each) by all ranks of a case
/// together, used and destroyed by them together, outside the clock, on their main threads.
class Staging {
 public:
  /// Clears up, once all ranks are through with every stage.
  virtual ~Staging() = default;

  /// Makes ready for the stage of that index < the workload's stages().size(): what was there before is put away.
  /// The stage before it is gone.
  virtual std::unique_ptr<Stage> stage(std::size_t index) = 0;
};

} // namespace sweep
