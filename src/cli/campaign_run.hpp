#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/campaign_options.hpp"
#include "cli/command.hpp"

namespace sweep {

/// What a command runs.
struct RunnableCampaign {
  BuiltinCampaign campaign = lecture_campaign(); ///< Where no file is named.
  std::string decision_rules = {};               ///< As TOML, for a decision table; empty: none is made.
  bool asks_of_python = false;                   ///< A person may ask for a function of their own instead.
};

/// A command that runs a campaign on all ranks of a launch, into a result file, and then prints what it says.
std::unique_ptr<Command> make_campaign_run(Options& options, const std::vector<std::string>& arguments,
                                           const RunnableCampaign& runnable = {});

/// Those that such a command has beside the ones that all have.
std::vector<std::pair<int, std::string>> exit_codes_of_runs();

} // namespace sweep
