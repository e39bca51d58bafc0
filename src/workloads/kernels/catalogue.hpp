#pragma once

#include <span>
#include <string_view>

#include "workloads/kernels/kernel.hpp"

namespace sweep {

/// Every kernel that exists, in the order of catalogue.def.
std::span<const KernelDescriptor> kernels();

/// The kernel of that name, or null. That of a file (yours/catalogue.hpp) is there also where it is not loaded.
const KernelDescriptor* find_kernel(std::string_view name);

} // namespace sweep
