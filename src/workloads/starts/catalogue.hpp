#pragma once

#include <span>
#include <string_view>

#include "workloads/starts/start.hpp"

namespace sweep {

/// Every way to start a worker that exists, in the order of catalogue.def.
std::span<const StartDescriptor> starts();

/// The way of that name, or null.
const StartDescriptor* find_start(std::string_view name);

} // namespace sweep
