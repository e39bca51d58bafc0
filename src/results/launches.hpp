#pragma once

#include <cstdint>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// How many launches measured the whole campaign, or began to: one that goes on with another is none of its own.
std::int64_t whole_launches(const std::vector<LaunchRecord>& launches);

/// The launches that measure the campaign together: the present one, which is the last, and those it goes on with. In
/// order.
std::vector<std::int64_t> going_together(const std::vector<LaunchRecord>& launches);

} // namespace sweep
