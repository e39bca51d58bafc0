#pragma once

#include <string>
#include <vector>

#include "core/workload.hpp"
#include "workloads/executors/measuring_host.hpp"

namespace sweep {

/// What a person may ask of workload `python`.
std::vector<Parameter> python_parameters();

/// How many items are run: 1 where only running what these values name tells how many there are, and nobody has.
std::uint64_t items_of(const Values& values);

/// Those of the sequential way in the same interpreter, by which the others are judged and measured.
Values sequential_values(const Values& values);

/// Whether answers are compared with those of the sequential way; else a function of the person's own judges them.
bool are_compared(const Values& values);

/// See Rules. Throws UsageError.
void refuse_python_case(const WorkloadContext& context, const Arrangement& arrangement);

/// The hardware threads that this program was given, whatever core a launcher has bound this rank to: an interpreter
/// that is started is no rank. Under SLURM those of this process, since srun binds as it was told.
std::string hardware_threads_for_programs();

} // namespace sweep
