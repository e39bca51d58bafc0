#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "profile/account.hpp"
#include "profile/pressure.hpp"

namespace sweep {

/// How a command that was looked at has ended.
struct ProfiledRun {
  int exit_code = 0; ///< As a shell tells it.
  Profile profile;
  std::optional<Pressure> pressure; ///< That of the machine meanwhile.
  int left_behind = 0;              ///< Processes that it had left, and that were ended.
  Seconds own_processor = 0;        ///< What looking took.
};

/// Runs a command as io/processes/foreground_command does, and looks at it so rarely that looking takes about a
/// three-hundredth of its time. Main thread of a process that has no other. Throws UsageError where it cannot be run.
ProfiledRun run_profiled(const std::vector<std::string>& command);

} // namespace sweep
