#pragma once

#include <span>
#include <string_view>

#include "core/workload.hpp"

namespace sweep {

/// Every workload that exists, in the order of catalogue.def.
std::span<const WorkloadDescriptor> workloads();

/// The workload of that name, or null.
const WorkloadDescriptor* find_workload(std::string_view name);

} // namespace sweep
