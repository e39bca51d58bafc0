#pragma once

#include <string>
#include <string_view>

#include "workloads/kernels/kernel.hpp"

namespace sweep {

/// About how long so many draws take, for `sweep plan`: nothing is known of it before it is measured.
constexpr Seconds kernel_seconds_assumed(std::uint64_t draws) {
  return 2e-9 * static_cast<Seconds>(draws);
}

/// The kernel of a shared object that was checked, now in this process. Throws SystemError.
/// @param name    what the campaign calls it
/// @param object  its bytes
KernelDescriptor loaded_kernel(const std::string& name, std::string_view object);

} // namespace sweep
