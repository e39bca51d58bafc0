#pragma once

#include <span>
#include <string_view>

#include "models/gil/policy.hpp"

namespace sweep {

/// Every policy that exists, in the order of catalogue.def.
std::span<const PolicyDescriptor> policies();

/// The policy of that name, or null.
const PolicyDescriptor* find_policy(std::string_view name);

} // namespace sweep
