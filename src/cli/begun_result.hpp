#pragma once

#include <string>

#include "campaign/cases.hpp"

namespace sweep {

/// A result of which nothing has been measured, with its first launch.
Result begun_result(const Plan& plan, const Launch& launch, InstructionSet instruction_set, std::string command_line);

/// How long ago the launcher was started, as far as that was told; else NaN.
Seconds since_launched();

} // namespace sweep
