#include "cli/campaign_request.hpp"

#include "cli/campaign_file.hpp"
#include "cli/kernel_files.hpp"

namespace sweep {

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
