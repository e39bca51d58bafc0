#include "cli/campaign_request.hpp"

#include <algorithm>

#include "cli/campaign_file.hpp"
#include "cli/kernel_files.hpp"
#include "cli/output.hpp"
#include "core/errors.hpp"

namespace sweep {

void expect_cases(const Plan& whole, const std::string& file_name) {
  if (whole.cases.empty()) {
    std::ranges::for_each(whole.warnings, report_warning);
    throw UsageError("all its cases are skipped", file_name, "launch it as the warnings before this line say");
  }
}

void tell(const Communicator& world, CampaignRequest& request) {
  request.toml = world.broadcast(request.toml);
  request.file_name = world.broadcast(request.file_name);
  request.output = world.broadcast(request.output);
  request.scratch = world.broadcast(request.scratch);
  request.folder = world.broadcast(request.folder);
  const auto instruction_set = static_cast<std::int64_t>(request.instruction_set);
  request.instruction_set = static_cast<InstructionSet>(world.broadcast(instruction_set));
  request.shard.number = world.broadcast(request.shard.number);
  request.shard.of = world.broadcast(request.shard.of);
  share_kernels(world);
}

Plan plan_of(const CampaignRequest& request, const Launch& launch) {
  return part_of(expand(read_campaign(request.toml, request.file_name, {}), launch, request.instruction_set),
                 request.shard);
}

} // namespace sweep
