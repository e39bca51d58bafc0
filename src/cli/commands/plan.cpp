// Command `plan`: what a campaign would run, and about how long.

#include "cli/campaign_options.hpp"
#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

class Planning final : public Command {
 public:
  explicit Planning(Options& options) {
    options_.declare(options);
    options.number({"--ranks", "Plan for so many ranks, without launching them", "N"}, ranks_, 1, 1'000'000);
    options.number({"--nodes", "Those ranks are on so many nodes like this one; default: 1", "M"}, nodes_, 1, 1'000'000,
                   "--ranks");
  }

  bool needs_launch() const override { return ranks_ == 0; }

  int run_alone() override {
    if (nodes_ > ranks_) {
      throw UsageError("there are more nodes than ranks", "--nodes", "give each node a rank at least");
    }
    print_plan(simulated_launch(ranks_, nodes_), best_instruction_set());
    return done;
  }

  int run_together(const Communicator& world) override {
    const Launch launch = survey(world);
    const InstructionSet common = common_instruction_set(world);
    int code = done;
    if (world.rank() == 0) {
      code = attempt([&] { print_plan(launch, common); });
    }
    return static_cast<int>(world.broadcast(std::int64_t{code}));
  }

 private:
  void print_plan(const Launch& launch, InstructionSet common) const {
    const InstructionSet instruction_set = options_.instruction_set(common);
    const Plan plan = expand(options_.campaign(), launch, instruction_set);
    inspect(plan);
    for (const std::string& warning : plan.warnings) {
      report_warning(warning);
    }
    print(plan_text(plan, launch));
  }

  CampaignOptions options_;
  int ranks_ = 0; ///< 0: those of the launch it is in.
  int nodes_ = 1;
};

} // namespace

CommandDescriptor plan_command() {
  return {.name = "plan",
          .summary = "Print the cases of a campaign; run nothing",
          .make = [](Options& options, const auto&) { return std::make_unique<Planning>(options); }};
}

} // namespace sweep
