// Command `run`, the default: runs a campaign.

#include "cli/campaign_run.hpp"

namespace sweep {

CommandDescriptor run_command() {
  return {.name = "run",
          .summary = "Run a campaign (the default command)",
          .make = [](Options& options, const auto& arguments) { return make_campaign_run(options, arguments); },
          .exit_codes = exit_codes_of_runs()};
}

} // namespace sweep
