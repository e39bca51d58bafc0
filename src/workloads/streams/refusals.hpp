#pragma once

#include <string_view>

#include "core/workload.hpp"
#include "workloads/kernels/kernel.hpp"
#include "workloads/streams/streams.hpp"

namespace sweep {

/// `isa` for that of the launch.
constexpr std::string_view fastest_instruction_set = "auto";

/// Those that the values of workload `monte_carlo` name.
const KernelDescriptor& kernel_of(const Values& values);
const StreamsDescriptor& streams_of(const WorkloadContext& context);

/// Throws UsageError where they do not go together, with each other or with settings, draws, `isa` or who runs the
/// case.
void refuse_unfit_case(const WorkloadContext& context, const Arrangement& arrangement);

} // namespace sweep
