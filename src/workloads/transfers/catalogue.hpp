#pragma once

#include <span>
#include <string_view>

#include "workloads/transfers/transfer.hpp"

namespace sweep {

/// Every way to hand over a graph that exists, in the order of catalogue.def.
std::span<const TransferDescriptor> transfers();

/// The way of that name, or null.
const TransferDescriptor* find_transfer(std::string_view name);

} // namespace sweep
