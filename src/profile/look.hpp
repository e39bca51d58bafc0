#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/clock.hpp"
#include "profile/thread_text.hpp"

namespace sweep {

/// A thread at one moment.
struct ThreadLook {
  pid_t process = 0;
  pid_t thread = 0;
  bool runs = false;        ///< Or is ready to.
  Wait wait = Wait::untold; ///< Where it does not.
  bool timed = true;        ///< Whether it is one of those whose times are read, where there are many: the next three.
  Seconds ran = 0;          ///< So far, as all that follows; where a process has several threads, as of the last tick.
  Seconds ready = 0;        ///< It could have run, and its processor ran something else.
  Seconds device_wait = 0;  ///< By delay accounting.
};

/// All threads of a tree of processes at one moment, or nearly one: reading takes some 20 µs a thread that does
/// something.
struct Look {
  Instant when = 0;
  Seconds processor = 0; ///< That its living processes have used so far.
  Seconds ended = 0;     ///< And those that they have waited for, in ticks.
  std::int64_t processes = 0;
  std::int64_t threads_alive = 0;
  std::vector<ThreadLook> threads = {}; ///< That live: all, or a part where there are very many.
  bool ready_told = true;               ///< Whether the system says of all of them how long they were ready.
  bool waits_told = true;               ///< And of all that wait in which system call.
};

/// Looks at processes, again and again. A process that has used no processor time since the last look has done nothing:
/// what was seen then still holds, and costs nothing to see.
class Watcher {
 public:
  Watcher();

  /// Looks at these processes now. One that ends meanwhile is left out.
  Look look_at(const std::set<pid_t>& processes);

 private:
  struct Seen {
    Seconds processor = 0;
    std::int64_t threads_alive = 0;
    std::vector<ThreadLook> threads = {};
  };

  std::optional<ThreadLook> read_thread(pid_t process, pid_t thread, const StatText& leader, Look& look) const;
  void read_threads(pid_t process, const StatText& leader, Seen& seen, Look& look) const;

  bool is_timed(pid_t thread) const { return thread % every_ == 0; }

  pid_t every_ = 1;            ///< Times are read of threads whose number it divides: the same ones look after look.
  bool delays_counted_ = true; ///< Delay accounting may be on: then every look at a thread reads how long it waited.
  std::map<pid_t, Seen> seen_;
};

} // namespace sweep
