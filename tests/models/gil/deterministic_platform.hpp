#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fiber.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// Logical threads of which one runs at a time, from one call of the platform to the next, and a clock that stands
/// still: which of them runs, who is woken and when a wait times out is the test's choice, move by move. A mutex, a
/// signal, a semaphore and what a thread waits for behave as POSIX allows.
///
/// Threads are seen apart wherever they lock, unlock, signal, wait, yield or step: not between two accesses to memory
/// with none of these between them.
class DeterministicPlatform final : public Platform {
 public:
  /// Something that may happen next.
  struct Move {
    enum class Kind {
      run,      ///< A thread goes on, to its next call.
      time_out, ///< Its timed wait ends.
      wake_up,  ///< Its wait ends for no reason.
    };
    Kind kind = Kind::run;
    std::size_t thread = 0;
    std::size_t woken = 0; ///< Where it signals: which of those that wait, in order of thread.
  };

  static constexpr std::size_t most_threads = 4;

  DeterministicPlatform();

  /// Starts another thread: it has not run yet. Returns its index, from 0.
  std::size_t start(std::function<void()> body);

  /// Forgets all threads and what is on their stacks.
  void restart();

  std::vector<Move> moves();
  void make(const Move& move);
  std::string describe(const Move& move) const;

  bool ended(std::size_t thread) const { return threads_[thread]->fiber.ended(); }
  bool all_ended() const;

  // For tests that are scripts.
  bool can_run(std::size_t thread) const;
  void run(std::size_t thread);         ///< Until it cannot, or has ended.
  void run_to_next(std::size_t thread); ///< To its next call.
  void run_all();                       ///< In order of thread, each until it cannot, until none can.
  void time_out(std::size_t thread) { make({.kind = Move::Kind::time_out, .thread = thread}); }
  void wake_up(std::size_t thread) { make({.kind = Move::Kind::wake_up, .thread = thread}); }
  bool waits(std::size_t thread) const; ///< For a signal.
  void advance(Instant duration);       ///< Moves the clock on; waits that are due time out.
  Instant deadline(std::size_t thread) const { return threads_[thread]->call.deadline; }
  std::size_t yields() const { return yields_; }

  /// Of the threads: their stacks, and what they wait for. Not of the memory that they reach.
  std::uint64_t fingerprint() const;

  /// The thread that runs.
  std::size_t current() const { return current_; }

  Instant now() override { return clock_; }
  std::unique_ptr<Monitor> make_monitor() override;
  std::unique_ptr<Semaphore> make_semaphore(unsigned count) override;
  void yield() override;
  void step() override { pause({}); }

 private:
  class FiberMonitor;
  class FiberSemaphore;

  /// What a thread is about to do, or waits for.
  struct Call {
    enum class Kind { step, lock, wait, signal, decrement };
    Kind kind = Kind::step;
    FiberMonitor* monitor = nullptr;
    FiberSemaphore* semaphore = nullptr;
    Instant deadline = 0; ///< 0: none.
    bool timed_out = false;
  };

  struct Thread {
    Fiber fiber;
    Call call;
  };

  void pause(const Call& call);
  void wake_one(FiberMonitor& monitor);
  bool pause_for_signal(FiberMonitor& monitor, Instant deadline);
  std::span<const std::size_t> waiting(const FiberMonitor& monitor);
  void carry_out(const Call& call, std::size_t woken);
  static void end_wait(Call& call, bool timed_out);

  std::vector<std::unique_ptr<Thread>> threads_; ///< The first count_ are in use.
  std::size_t count_ = 0;
  std::size_t current_ = 0;
  std::array<std::size_t, most_threads> waiting_{}; ///< What waiting() found last.
  Instant clock_ = 1'000'000'000;
  std::size_t yields_ = 0;
};

} // namespace sweep
