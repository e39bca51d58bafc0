#pragma once

#include <memory>

#include "campaign/cases.hpp"
#include "core/claims.hpp"

namespace sweep {

/// Collective: the first rank of every host claims the cores that the plan's cases will run on, for as long as what it
/// is given lives. Where another run of sweep has some of them, others are taken instead, as far as there are any, and
/// Launch::claimed says on every rank which the ranks of that host must keep to.
std::unique_ptr<Claims> claim_cores(const Communicator& world, const Plan& plan, Launch& launch);

/// What to tell of other runs that were met; empty where there are none.
std::string claims_warning(const Launch& launch);

} // namespace sweep
