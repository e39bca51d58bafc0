#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "campaign/stopping.hpp"
#include "core/busy_steps.hpp"
#include "results/record.hpp"

namespace sweep {

/// What a person must know of a campaign on this launch before it runs, in plain words that end in what to do.
std::vector<std::string> plan_warnings(const Campaign& campaign, const Launch& launch);

/// What a reader of a case's numbers must know, in plain words that end in what to do; from where its workers run.
/// @param uses_devices  its tasks wait for devices for a time that nobody asked for
std::vector<std::string> placement_warnings(const CaseRecord& record, const Launch& launch, bool uses_devices = false);

/// The same, from what was measured.
/// @param clock_resolution  seconds
/// @param stolen            share of the node's time, 0 to 1, that the hypervisor took while the case ran
std::vector<std::string> timing_warnings(const Stopping& stopping, Seconds clock_resolution, double stolen);

/// By rank: those whose own measurement of steps differs by more than 5 % from rank 0's, by which all were calibrated.
/// @param loops  of every rank of the launch
std::map<std::int64_t, std::string> calibration_warnings(const std::vector<LoopTimes>& loops, const Launch& launch);

/// The same, where bytes of a case that should have come from a device, or gone to one, did not by what the kernel
/// counted.
/// @param phases  all of the case and no other's
std::vector<std::string> device_warnings(const std::vector<OperationRecord>& operations,
                                         const std::vector<PhaseSample>& phases);

} // namespace sweep
