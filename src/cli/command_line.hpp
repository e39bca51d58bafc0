#pragma once

#include <string>
#include <vector>

#include "comm/communicator.hpp"

namespace sweep {

/// Carries out a command line on all ranks of `world` together; rank 0 reads files, prints and writes. Returns the exit
/// code, the same on every rank: 0 done, 1 a case failed, 2 usage, 75 stopped early with everything saved.
/// Throws only what the ranks could not agree on.
int run_command_line(const Communicator& world, const std::vector<std::string>& arguments);

/// Says on standard error what ended the program.
void report_failure(const std::string& text);

} // namespace sweep
