#pragma once

#include <cstdint>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// Why a launch ended that lost a rank, in /launches: its launcher ended the others by SIGTERM.
constexpr const char* rank_gone = "SIGTERM, a rank being gone";

/// With which the error of a case begins that failed since a launch had not the time for it. Another one may have.
constexpr const char* lacks_time = "no time for it: ";

/// How many launches measured the whole campaign, or began to: one that goes on with another is none of its own.
std::int64_t whole_launches(const std::vector<LaunchRecord>& launches);

/// The launches that measure the campaign together: the present one, which is the last, and those it goes on with. In
/// order.
std::vector<std::int64_t> going_together(const std::vector<LaunchRecord>& launches);

} // namespace sweep
