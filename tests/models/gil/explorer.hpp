#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "deterministic_platform.hpp"

namespace sweep {

/// A small program of several threads whose every interleaving is looked at.
class Scenario {
 public:
  virtual ~Scenario() = default;

  /// Makes everything anew and starts the threads. What it allocates is part of the state.
  virtual void begin(DeterministicPlatform& platform) = 0;

  /// What else is part of the state.
  virtual std::uint64_t fingerprint() const = 0;

  /// What is wrong in this state; null: nothing.
  virtual const char* fault() const = 0;

  /// Whether a thread wants what nobody has: somebody must be awake to give it that, and not only a time-out do it.
  virtual bool wanted_and_free() const = 0;
};

struct Findings {
  std::string fault; ///< The first that was found, with the way there; empty: none.
  std::size_t states = 0;
  std::size_t moves = 0;
  bool exhausted = false; ///< Every state was looked at that can be reached within the limits.
};

struct Limits {
  std::size_t states = 4'000'000;
  int wake_ups = 0; ///< Waits that end for no reason, in each execution.
};

/// A model checker: goes depth first through everything that can happen, and back by executing from the beginning. A
/// state is known by its bytes: the memory the program allocated and the stacks of its threads, with what they wait
/// for. A thread's accesses between two calls of the platform are one step, in order, as seen by all: what compilers
/// and processors may reorder is for ThreadSanitizer.
///
/// A timed wait may end at any time, the clock stands still. Found are: what Scenario::fault() knows; a state in which
/// nothing can happen but a thread has not ended; one in which wanted_and_free() and only a time-out makes anybody go
/// on; and one from which there is no way to the end of all threads, but for waits that end for no reason.
class Explorer {
 public:
  Explorer(Scenario& scenario, const Limits& limits) : scenario_(scenario), limits_(limits) {}

  Findings explore();

 private:
  using Move = DeterministicPlatform::Move;

  struct Frame {
    std::size_t state = 0;
    int wake_ups = 0;
    std::vector<Move> moves;
    std::size_t next = 0; ///< Of `moves`.
  };

  struct Edge {
    std::size_t from;
    std::size_t to;
  };

  void begin();
  void go_back();
  void make(const Move& move);
  void arrive(int wake_ups);
  std::uint64_t fingerprint(int wake_ups) const;
  std::vector<Move> allowed(int wake_ups);
  void look(const std::vector<Move>& moves);
  void find_dead_ends();
  std::string way_here();

  Scenario& scenario_;
  Limits limits_;
  DeterministicPlatform platform_;
  std::vector<Frame> path_;
  std::unordered_map<std::uint64_t, std::size_t> known_;
  std::vector<std::size_t> ends_;
  std::vector<Edge> edges_;
  Findings findings_;
};

inline Findings explore(Scenario& scenario, const Limits& limits = {}) {
  return Explorer(scenario, limits).explore();
}

} // namespace sweep
