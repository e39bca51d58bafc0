#pragma once

#include <string>

#include "campaign/cases.hpp"
#include "campaign/shards.hpp"
#include "comm/communicator.hpp"

namespace sweep {

/// What rank 0 tells the others of the campaign that is run, so that each can make the same plan.
struct CampaignRequest {
  std::string toml; ///< The campaign with all overrides applied.
  std::string file_name;
  std::string output;  ///< The result's path.
  std::string scratch; ///< See Plan::use_folders().
  std::string folder;  ///< The same.
  InstructionSet instruction_set = InstructionSet::portable;
  Shard shard = {};
};

/// Throws UsageError, with what `whole` warns of told before, where this launch leaves no case of it.
void expect_cases(const Plan& whole, const std::string& file_name);

/// Collective: rank 0 tells all, and the kernels that it has loaded. Throws SystemError.
void tell(const Communicator& world, CampaignRequest& request);

/// The plan that was asked for. The same on every rank of the launch.
Plan plan_of(const CampaignRequest& request, const Launch& launch);

} // namespace sweep
