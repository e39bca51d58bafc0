#pragma once

#include <memory>
#include <string>

#include "core/task_set.hpp"
#include "core/workload.hpp"

namespace sweep {

/// From which a process without MPI makes the tasks of a workload, as they stand in the first stage of a repetition
/// with these surroundings: what Model::prepare() is given. The bytes mean something to this very program only.
std::string recipe_of(const WorkloadDescriptor& workload, const WorkloadContext& context,
                      const Surroundings& surroundings);

/// The tasks. Throws what making a workload or beginning a repetition does.
std::shared_ptr<const TaskSet> tasks_from(const std::string& recipe);

} // namespace sweep
