#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "campaign/stopping.hpp"
#include "results/record.hpp"

namespace sweep {

/// What a reader of a case's numbers must know, in plain words that end in what to do; from where its workers run.
/// @param uses_devices  its tasks wait for devices for a time that nobody asked for
std::vector<std::string> placement_warnings(const CaseRecord& record, const Launch& launch, bool uses_devices = false);

/// The same, from what was measured.
/// @param clock_resolution  seconds
/// @param stolen            share of the node's time, 0 to 1, that the hypervisor took while the case ran
std::vector<std::string> timing_warnings(const Stopping& stopping, Seconds clock_resolution, double stolen);

/// The same, where reads of case `index` cannot have come from a device.
std::vector<std::string> cache_warnings(const Result& result, std::int64_t index);

} // namespace sweep
