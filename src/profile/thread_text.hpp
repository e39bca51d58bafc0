#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "core/clock.hpp"

// What the kernel's files on a thread say (proc(5)), from their text.

namespace sweep {

/// /proc/PID/stat, and /proc/PID/task/TID/stat.
struct StatText {
  char state = '?'; ///< R: runs or is ready; S: waits; D: waits and takes no signal; T, t: stopped; Z, X: has ended.
  pid_t parent = 0;
  std::int64_t threads = 0;       ///< Of the process.
  Seconds children_processor = 0; ///< Of the process' children that have ended and were waited for, in ticks.
  Seconds device_wait = 0;        ///< Delay accounting: waits for block devices so far, in ticks; 0 where it is off.
};

/// '?' where the text is none. A program's name may have blanks and parentheses.
StatText parse_stat(std::string_view text);

/// /proc/PID/task/TID/schedstat: "2000000 500000 12".
struct SchedstatText {
  Seconds ran = 0;
  Seconds ready = 0; ///< It could have run, and its processor ran something else.
  bool told = false;
};

SchedstatText parse_schedstat(std::string_view text);

/// What a thread waits for, most telling first: where several threads wait and none runs, the program waits for what
/// comes first here.
enum class Wait { device, socket, events, sleep, terminal, pipe, lock, child, stopped, untold };
inline constexpr int waits = 10;

/// /proc/PID/task/TID/syscall: "202 0x7f… …", "running", "-1 …".
struct SyscallText {
  std::int64_t number = -1; ///< -1: none, or not told.
  std::uint64_t first = 0;  ///< Its first two arguments.
  std::uint64_t second = 0;
  bool told = false;
};

SyscallText parse_syscall(std::string_view text);

/// Whether it moves bytes through the descriptor that its first argument is, so that what that refers to tells more.
bool uses_descriptor(const SyscallText& call);

/// What a thread in state S, D or T waits for, as far as the system tells.
/// @param file  what the descriptor refers to: "socket:[123]", "/dev/pts/0"; empty: not told
Wait wait_of(char state, const SyscallText& call, std::string_view file);

} // namespace sweep
