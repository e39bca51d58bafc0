#pragma once

#include "workloads/kernels/yours/checks.hpp"

namespace sweep {

/// Whether what a kernel says of itself and of its settings' parameters can be used.
CheckAnswer check_parameters(const KernelFunctions& kernel, const Probe& probe);

} // namespace sweep
