#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sweep {

class Communicator; // comm/communicator.hpp
class Options;      // core/options.hpp

/// Each command says which of them it may end with, beside the first three.
enum ExitCode : int {
  done = 0,
  refused = 1, ///< By the system: a disk that is full, a reader that is not there.
  usage = 2,
  case_failed = 1,
  slower = 1,
  nothing_decided = 3,
  stopped_early = 75,
  host_lost = 76, ///< Or a rank: Watchdog.
};

/// A command as a person has typed it: its options are known, and nothing is done yet.
class Command {
 public:
  virtual ~Command() = default;

  /// Whether all ranks of a launch carry it out together, for which MPI is started.
  virtual bool needs_launch() const { return false; }

  /// Carries out what needs no launch, without MPI, and returns the exit code. Throws UsageError and SystemError.
  virtual int run_alone();

  /// Carries out what needs a launch; collective over `world`, all its ranks. Rank 0 reads files, prints and writes.
  /// Returns the exit code, the same on every rank. Throws only what the ranks could not agree on.
  virtual int run_together(const Communicator& world);
};

/// All that is known about a command before it is typed. Its file defines it; commands/catalogue.def names the file.
struct CommandDescriptor {
  std::string name;
  std::string summary;
  /// Makes one and binds its options, which are then read from `arguments`: the command line as typed, for the record.
  std::function<std::unique_ptr<Command>(Options& options, const std::vector<std::string>& arguments)> make;
  std::vector<std::pair<int, std::string>> exit_codes = {}; ///< Those that not every command has, with their meaning.
  bool hidden = false; ///< Typed by this program alone, for a process that it starts.
};

} // namespace sweep
