#pragma once

#include <array>
#include <map>
#include <set>

#include "core/clock.hpp"
#include "io/processes/foreground_command.hpp"
#include "profile/look.hpp"

namespace sweep {

/// What a command's time went into. All times in seconds.
struct Profile {
  Seconds wall = 0;
  EndedUse used; ///< Exactly, of all its processes.

  // Shares of `wall`, which add up to it: looks, kept within what the accounting allows.
  Seconds running = 0;                  ///< At least one thread ran.
  Seconds ready = 0;                    ///< None ran, and one could have: processors ran something else.
  std::array<Seconds, waits> waiting{}; ///< All waited; by what (Wait).

  // Of all threads, as far as looks saw them.
  Seconds threads_ready = 0; ///< Summed over threads, as far as those of which times are read stand for all.
  Seconds threads_device_wait = 0;
  double waits_at_once = 0; ///< How many threads waited for devices, sockets, events or time, on average.
  std::int64_t most_processes = 0;
  std::int64_t most_threads = 0;
  std::int64_t processes_seen = 0;
  Seconds in_turns = 0; ///< Processor time in which threads of a process took turns: one ran, others waited for locks.
  std::int64_t threads_in_turns = 0; ///< How many they were, most of that time.

  std::int64_t looks = 0;
  bool ready_told = true;
  bool waits_told = true;
  bool all_threads_read = true;

  Seconds processor() const { return used.user + used.system; }
  double processors() const { return wall > 0 ? processor() / wall : 0; } ///< Used on average.
  Seconds all_waiting() const;
};

/// A sum over times between looks, of each at most that time. The kernel adds a thread's time of being ready when that
/// is over: what is too much for one time belongs to those before it, as far as they have room.
class FilledTime {
 public:
  void add(Seconds passed, Seconds filled);

  Seconds total() const { return total_; }

 private:
  Seconds total_ = 0;
  Seconds room_ = 0;
};

/// Makes a profile of looks. Knows no clock and no kernel.
class Account {
 public:
  explicit Account(Instant begin) : last_{.when = begin}, turns_since_{.when = begin} {}

  /// The next look, later than the one before.
  /// @param ended  processor time of processes that this one has waited for, so far: they are in the look no more
  void add(Look look, Seconds ended);

  /// What all looks say together of the whole time, of which the kernel's accounting says `used`.
  Profile total(Seconds wall, const EndedUse& used) const;

 private:
  void add_turns(const Look& look);
  void count(const Look& look);

  Look last_;
  Look turns_since_;
  Seconds last_processor_ = 0;
  Seconds last_ended_ = 0;
  Profile seen_;
  std::set<pid_t> processes_;
  Seconds looked_ = 0; ///< By looks: each stands for the time since the one before.
  Seconds nobody_ran_ = 0;
  std::array<Seconds, waits> waited_{};
  FilledTime least_runnable_; ///< The thread that ran or was ready longest, of each time between looks.
  FilledTime most_runnable_;  ///< All of them one after the other.
  FilledTime most_running_;
  double waits_seen_ = 0;
  std::map<std::int64_t, Seconds> turns_by_threads_; ///< Processor time in turns, by how many took them.
};

} // namespace sweep
