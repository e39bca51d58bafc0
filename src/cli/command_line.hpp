#pragma once

#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "core/errors.hpp"

namespace sweep {

/// The command that `arguments` ask for, with its options; `--help`, `--version` and `--build-info` are commands too.
/// Where none is named it is the first of `commands`; what cannot be read becomes a command that throws the UsageError.
std::unique_ptr<Command> parse_command_line(std::span<const CommandDescriptor> commands,
                                            const std::vector<std::string>& arguments);

/// Calls `act` and returns its exit code, `done` where it has none. A UsageError or SystemError is said on standard
/// error instead, and gives the exit code for it; everything else is thrown on.
template <typename Act>
int attempt(const Act& act) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Act>>) {
      act();
      return done;
    } else {
      return act();
    }
  } catch (const UsageError& error) {
    report_failure(error.what());
    return usage;
  } catch (const SystemError& error) {
    report_failure(error.what());
    return refused;
  }
}

} // namespace sweep
