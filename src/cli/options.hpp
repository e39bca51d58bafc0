#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/instruction_set.hpp"

namespace sweep {

enum class Command { run, plan, list, show, build_info, print };

/// What the command line asks for. Paths are as typed; nothing is opened yet.
struct Options {
  Command command = Command::run;
  std::string text; ///< Command::print: help or version, to print and be done.

  std::string config; ///< Empty: the built-in campaign.
  std::string output; ///< Empty: results/<campaign>-<UTC time>.h5.
  std::vector<std::string> overrides;
  std::optional<std::string> seed;
  std::optional<std::string> time_limit;
  std::optional<InstructionSet> instruction_set; ///< Empty: the fastest that all ranks support.
  bool force = false;
  bool quiet = false;
  int ranks_per_node = 0;

  std::string list_what; ///< Empty: every catalogue.
  std::string list_name; ///< Empty: all of them.
  std::string file;      ///< `show`.
};

/// Reads the command line. Throws UsageError.
Options parse_options(const std::vector<std::string>& arguments);

} // namespace sweep
