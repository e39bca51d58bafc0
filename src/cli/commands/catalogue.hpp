#pragma once

#include <span>

#include "cli/command.hpp"

namespace sweep {

/// Every command that exists, in the order of catalogue.def.
std::span<const CommandDescriptor> commands();

} // namespace sweep
