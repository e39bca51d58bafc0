#pragma once

#include <string>

#include "campaign/cases.hpp"
#include "campaign/launch.hpp"

namespace sweep {

/// What goes where: a table with a row a host, of its ranks, how many threads the cases of the plan start there at
/// most, and what there is for them. Hosts in a row that have as much to do, and as much to do it with, share a row
/// where there are many.
std::string placement_text(const Plan& plan, const Launch& launch);

/// The same of a launch, without a plan, in a line: "n1: ranks 0-1, 2 cores, …; n2: …". For /launches.
std::string placement_line(const Launch& launch);

} // namespace sweep
