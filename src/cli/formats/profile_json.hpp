#pragma once

#include <string>
#include <vector>

#include "cli/formats/sink.hpp"
#include "profile/profiled_run.hpp"

namespace sweep {

/// The profile of a command with its diagnosis as one JSON document: "format" is "sweep-profile". Times are in seconds.
void write_profile_json(const std::vector<std::string>& command, const ProfiledRun& ended, double processors,
                        const Sink& sink);

} // namespace sweep
