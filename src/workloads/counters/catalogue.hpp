#pragma once

#include <span>
#include <string_view>

#include "workloads/counters/counter.hpp"

namespace sweep {

/// Every form of counting that exists, in the order of catalogue.def.
std::span<const CounterDescriptor> counters();

/// The form of that name, or null.
const CounterDescriptor* find_counter(std::string_view name);

} // namespace sweep
