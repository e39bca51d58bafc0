#pragma once

#include <span>
#include <string_view>

#include "workloads/backends/backend.hpp"

namespace sweep {

/// Every back end that exists, in the order of catalogue.def.
std::span<const BackendDescriptor> backends();

/// The back end of that name, or null.
const BackendDescriptor* find_backend(std::string_view name);

} // namespace sweep
