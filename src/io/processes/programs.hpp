#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sweep {

/// A program to run: its path with what it is given, and its environment as NAME=VALUE each.
struct ProgramStart {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
};

/// How it ended.
struct ProgramEnd {
  bool well = false;  ///< With exit code 0.
  std::string words;  ///< Else: "ended with exit code 1", "took longer than 60 s".
  std::string output; ///< What it printed on standard output and error, the first 64 KiB.
};

/// Runs the programs to their ends, so many at once, each for `seconds` at most: then it is killed, with what it
/// started and did not put into another process group; and so it is when this process ends meanwhile, however that
/// ends. They read nothing. One that cannot be started has ended so. Throws SystemError where the system refuses what
/// is needed for it. Main thread: other threads are not in the copies of this process that watch over the programs.
std::vector<ProgramEnd> run_programs(const std::vector<ProgramStart>& programs, std::size_t at_once, double seconds);

} // namespace sweep
