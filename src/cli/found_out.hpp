#pragma once

#include <string>
#include <vector>

#include "campaign/plan.hpp"
#include "cli/overrides.hpp"
#include "results/record.hpp"

namespace sweep {

/// What a campaign leaves open, and only running what it names tells.
struct FoundInCampaign {
  std::vector<Override> overrides; ///< Which say it in the campaign, so that all ranks and later launches know.
  Provenance facts;
};

/// Asks each workload that has something to find out (WorkloadDescriptor::find_out), which runs code of a stranger's.
/// Throws UsageError, also where the campaign says already what was found, and it was something else; SystemError.
/// @param folder  of the campaign's file
FoundInCampaign find_out(const Campaign& campaign, const std::string& folder);

} // namespace sweep
