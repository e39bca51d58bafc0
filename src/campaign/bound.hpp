#pragma once

#include "campaign/cases.hpp"
#include "campaign/launch.hpp"
#include "core/clock.hpp"
#include "core/instruction_set.hpp"

namespace sweep {

/// The least time that one repetition can take when a task needs `processor` seconds of a core: by the closed form of
/// the model for its ranks' shares, by the cores that there are, and by how many waits the workload lets overlap.
Seconds bound(const Plan& plan, const Case& bounded, const Launch& launch, Seconds processor);

/// About how long one repetition of `planned` takes on the launch; from nominal costs, for `sweep plan` and for the
/// time left before anything is measured.
Seconds nominal_time(const Plan& plan, const Case& planned, const Launch& launch, InstructionSet instruction_set);

} // namespace sweep
