#pragma once

#include <sys/types.h>

#include <cstdint>

namespace sweep {

/// A process of this host as it was when it was noted. Its id may be another's once it has ended; id and start together
/// are its own until the host starts anew.
struct RecordedProcess {
  pid_t id = 0;
  std::int64_t started = 0; ///< In ticks since the host started: proc(5), /proc/PID/stat, field 22.
};

RecordedProcess this_process();

/// Whether it is still there, and no other under its id.
bool is_there(const RecordedProcess& process);

/// Ends it by SIGKILL, which also a stopped process cannot refuse, where it is still there.
void end(const RecordedProcess& process);

/// Ends this process at once, from whatever thread, without destructors: for one whose main thread waits for what will
/// never come.
[[noreturn]] void end_this_process(int exit_code);

} // namespace sweep
