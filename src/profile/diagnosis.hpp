#pragma once

#include "profile/account.hpp"

namespace sweep {

enum class Bound { processor, waiting, mixed, undecided };

/// What to do next, by the lecture's rules.
enum class Advice {
  vectorise,             ///< One thread computes: vectorise it, then processes.
  more_processes,        ///< Several do, on some of its processors: vectorise, then more of them.
  more_cores,            ///< It keeps its processors busy: vectorise, then more cores.
  leave_the_lock,        ///< Threads take turns: processes, or native code without the lock.
  larger_transfers,      ///< It waits for devices: larger transfers, several at once.
  overlap,               ///< It waits, one thing after the other: threads or an event loop.
  event_loop,            ///< Many threads wait: an event loop waits cheaper.
  look_at_locks,         ///< Its threads wait for each other.
  overlap_and_processes, ///< It computes and waits: overlap the waits, then processes.
  run_longer,            ///< Nothing can be said.
};

/// What a command is bound by, from the numbers of its profile alone.
struct Diagnosis {
  Bound bound = Bound::mixed;
  double computing = 0;        ///< 0 to 1, of the time that is the command's own: neither ready nor stopped.
  bool in_turns = false;       ///< Threads of which one at a time runs.
  Wait longest = Wait::untold; ///< What most of its waiting is for.
  double at_once = 0;          ///< Threads that ran or were ready, on average while there was one.
  Advice advice = Advice::overlap_and_processes;
  bool certain = true; ///< False: too short, or too few looks, for its waiting to be told apart.
};

/// @param processors  how many the command may use at full speed
Diagnosis diagnose(const Profile& profile, double processors);

/// From that share of the time on, one remedy is the only one worth its trouble: by Amdahl's law (AFIPS 1967) what
/// takes a quarter makes a program at most 4/3 as fast when it goes, and what takes three quarters up to four times.
inline constexpr double bound_share = 0.75;

} // namespace sweep
