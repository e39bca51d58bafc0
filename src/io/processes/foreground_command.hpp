#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// What the kernel's accounting says of processes that have ended and of all those that they had waited for (wait4(2),
/// rusage). Not in it: children whose parent ignores SIGCHLD, of which the kernel keeps nothing.
struct EndedUse {
  Seconds user = 0;
  Seconds system = 0;
  std::int64_t major_faults = 0;  ///< Pages that had to be read from a device.
  std::int64_t device_blocks = 0; ///< Of 512 B, read from devices or written to them.
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t peak_resident_kib = 0; ///< Of the largest process.

  void add(const rusage& usage);
};

/// A command that a person has asked for, run as if it had been typed itself: standard streams, terminal, folder,
/// environment and process group are this process' own. This process becomes the parent of whatever the command's
/// processes leave behind (PR_SET_CHILD_SUBREAPER), so that nothing of it goes unseen. One at a time, in a process
/// without other threads and without other children.
class ForegroundCommand {
 public:
  /// Starts it. Throws UsageError where there is no such program, SystemError where no process can be started.
  explicit ForegroundCommand(std::vector<std::string> command);

  /// Kills what is left, and restores signals.
  ~ForegroundCommand();
  ForegroundCommand(const ForegroundCommand&) = delete;
  ForegroundCommand& operator=(const ForegroundCommand&) = delete;

  /// Waits until it has ended, or until `deadline`. What asks this process to end meanwhile (Ctrl-C, SIGTERM, …) is the
  /// command's: it is passed on, unless a terminal has told the command itself. Whether it has ended.
  bool wait_until(Instant deadline);

  /// Ends what the command has left behind, once it has ended: by SIGTERM, and by SIGKILL two seconds later. Returns
  /// how many processes those were.
  /// @param living  all that live now
  int end_rest(const std::function<std::vector<pid_t>()>& living);

  /// As a shell tells it: its exit code, or 128 and the number of the signal that ended it.
  int exit_code() const;

  const EndedUse& used() const { return used_; }

 private:
  void restore_signals() const;
  void reap();
  void take(pid_t process, int status, const rusage& usage);

  std::vector<std::string> command_;
  pid_t process_ = -1;
  std::optional<int> status_;
  EndedUse used_;
  sigset_t before_{};
  struct sigaction before_child_ {};
};

} // namespace sweep
