// Command `split`: which cases of a campaign go to which shard, and how each is run.

#include "cli/campaign_options.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "cli/shard_option.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

class Splitting final : public Command {
 public:
  Splitting(Options& options, const std::vector<std::string>& arguments) : arguments_(arguments) {
    options_.declare(options);
    options.number({"--into", "How many shards", "N"}, shards_, 1, static_cast<int>(most_shards));
    options.number({"--ranks", "Each shard is launched on so many ranks; default: 1", "N"}, ranks_, 1, 1'000'000);
    options.number({"--nodes", "Those ranks are on so many nodes like this one; default: 1", "M"}, nodes_, 1, 1'000'000,
                   "--ranks");
  }

  int run_alone() override {
    if (shards_ == 0) {
      throw UsageError("into how many shards is not said", "--into", "add --into 4");
    }
    if (nodes_ > ranks_) {
      throw UsageError("there are more nodes than ranks", "--nodes", "give each node a rank at least");
    }
    const Launch launch = simulated_launch(ranks_, nodes_);
    const Plan plan = expand(options_.campaign(), launch, options_.instruction_set(best_instruction_set()));
    for (const std::string& warning : plan.warnings) {
      report_warning(warning);
    }
    print(split_text(plan, shards_, run_command(), ranks_));
    return done;
  }

 private:
  /// As typed, but for what only `split` knows.
  std::string run_command() const {
    std::vector<std::string> words{"sweep", "run"};
    for (std::size_t i = 1; i < arguments_.size(); ++i) {
      const std::string name = arguments_[i].substr(0, arguments_[i].find('='));
      if (name != "--into" && name != "--ranks" && name != "--nodes") {
        words.push_back(arguments_[i]);
      } else if (name == arguments_[i]) {
        ++i; // its value
      }
    }
    return command_text(words);
  }

  CampaignOptions options_;
  std::vector<std::string> arguments_; ///< With the command's name.
  int shards_ = 0;
  int ranks_ = 1;
  int nodes_ = 1;
};

} // namespace

CommandDescriptor split_command() {
  return {
      .name = "split",
      .summary = "Print how a campaign is split into shards, each for a launch of its own; run nothing",
      .make = [](Options& options, const auto& arguments) { return std::make_unique<Splitting>(options, arguments); }};
}

} // namespace sweep
