#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {

/// A program that runs a stranger's code, told what to do by lines on its standard input and answering by lines on its
/// standard output. It runs on all hardware threads of the launch, in an environment without what a launcher or
/// jobs/environment.sh told this rank, and nothing that it starts outlives this object, or this process: see main.cpp,
/// the keeper. What it writes to standard error is lost unless it redirects that.
class KeptProgram {
 public:
  /// Throws SystemError where no process can be started. A command that cannot be run ends at once.
  /// @param command           the program's path, and what it is given
  /// @param hardware_threads  "0-3,8"; empty: those of the calling thread
  KeptProgram(std::vector<std::string> command, const std::string& hardware_threads);

  /// Lets it end, and kills it a second later; kills all that it started, and waits for that.
  ~KeptProgram();
  KeptProgram(const KeptProgram&) = delete;
  KeptProgram& operator=(const KeptProgram&) = delete;

  /// Writes a line to it; one that has ended does not hear it.
  void tell(const std::string& line) const;

  enum class Silence { none, ended, too_long };

  /// What it said, or why nothing.
  struct Answer {
    std::string line;
    Silence silence = Silence::none;
  };

  /// Its next line, which comes within `patience`.
  Answer answer(Seconds patience);

  /// Waits until it has ended, and says how: "ended with exit code 3", "was killed by signal 9".
  std::string end();

 private:
  int wait();

  pid_t keeper_ = -1; ///< -1: it was waited for.
  Descriptor input_;
  Descriptor output_;
  std::string read_; ///< Beyond the last line.
};

} // namespace sweep
