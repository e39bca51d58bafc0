#pragma once

#include <cstddef>
#include <cstdint>

namespace sweep {

/// Consecutive tasks handed out together: [first, last).
struct Chunk {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool empty() const { return first >= last; }
  std::uint64_t size() const { return empty() ? 0 : last - first; }
  bool operator==(const Chunk&) const = default;
};

/// Hands out the tasks of one repetition to the workers of one rank. What a schedule is, seen from a model.
class Dispenser {
 public:
  virtual ~Dispenser() = default;

  /// The next chunk for `worker`, counted from 0 within the rank; empty when none is left for it.
  /// Any thread may call it, each for a worker of its own; worker 0 is the rank's main thread, which may call it for
  /// others too, as for processes.
  virtual Chunk next(std::size_t worker) = 0;

  /// A task failed and the repetition is void: as far as possible nobody is given more work, and next() no longer waits
  /// for any. Called by the failing worker at once, since others of its rank may be waiting in next(). Any thread.
  virtual void abandon() {}

  /// Whether next() may wait until the main thread has called it or poll(). Who holds what that may be waiting for, as
  /// an interpreter lock, lets go of it meanwhile.
  virtual bool may_wait() const { return false; }

  /// Whether poll() must be called by the main thread at its safe points, for the sake of other ranks.
  virtual bool needs_polling() const { return false; }

  /// Serves other ranks' requests. Main thread only.
  virtual void poll() {}
};

} // namespace sweep
