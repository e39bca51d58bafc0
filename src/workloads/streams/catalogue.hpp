#pragma once

#include <span>
#include <string_view>

#include "workloads/streams/streams.hpp"

namespace sweep {

/// Every way to get random numbers that exists, in the order of catalogue.def.
std::span<const StreamsDescriptor> streams();

/// The way of that name, or null.
const StreamsDescriptor* find_streams(std::string_view name);

} // namespace sweep
