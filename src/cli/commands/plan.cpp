// Command `plan`: what a campaign would run, and about how long; of a launch that is not there, how the hand-out of
// chunks would do, simulated.

#include <fmt/format.h>

#include <optional>

#include "cli/campaign_options.hpp"
#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/simulated_plan.hpp"
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
    declare_simulation(options);
  }

  bool needs_launch() const override { return ranks_ == 0 && !simulates(); }

  int run_alone() override {
    if (ranks_ == 0) {
      throw UsageError("only a launch that is not there is simulated", "command line",
                       "say how large it is: --ranks N");
    }
    if (nodes_ > ranks_) {
      throw UsageError("there are more nodes than ranks", "--nodes", "give each node a rank at least");
    }
    const Launch launch = simulated_launch(ranks_, nodes_);
    if (nodes_ == 1 && !simulates()) { // as in a launch of that size
      print_plan(launch, best_instruction_set());
      return done;
    }
    const Plan plan = planned(launch, best_instruction_set());
    if (json_) {
      write_simulated_json(plan, simulate(plan, launch, simulation_), print);
    } else {
      print(plan_text(plan, launch) + simulated_text(plan, simulate(plan, launch, simulation_)));
    }
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
  bool simulates() const { return cost_given_ || simulation_.uneven || json_; }

  void declare_simulation(Options& options) {
    const auto duration = [&](const OptionText& option, const std::function<void(Seconds)>& set) {
      options.on(option, [this, where = option.names, set](const std::string& text) {
        const std::optional<Seconds> time = parse_duration(text);
        if (!time || *time < 0 || *time > longest) {
          throw UsageError(fmt::format("'{}' is no duration of at most 1 h", text), where,
                           "write a number with its unit: 100us, 2 ms");
        }
        cost_given_ = true;
        set(*time);
      });
    };
    duration({"--task-time", "Simulate tasks that take so long each; default: what the workload expects", "DURATION"},
             [this](Seconds time) { simulation_.task_time = time; });
    duration(
        {"--round-trip", "Simulate messages that take so long from node to node and back; default: 30us", "DURATION"},
        [this](Seconds time) { simulation_.costs.latency = static_cast<Instant>(time * 1e9 / 2); });
    duration({"--service-time", "Simulate a rank 0 that takes so long to answer a request; default: 1.5us", "DURATION"},
             [this](Seconds time) { simulation_.costs.service = static_cast<Instant>(time * 1e9); });
    duration({"--grab-time", "Simulate chunks that take so long to get within a node; default: 30ns", "DURATION"},
             [this](Seconds time) { simulation_.costs.grab = static_cast<Instant>(time * 1e9); });
    options.flag({"--uneven", "Simulate tasks of exponentially distributed length"}, simulation_.uneven);
    options.flag({"--json", "Print the simulation as JSON"}, json_);
  }

  void print_plan(const Launch& launch, InstructionSet common) const {
    print(plan_text(planned(launch, common), launch));
  }

  Plan planned(const Launch& launch, InstructionSet common) const {
    const InstructionSet instruction_set = options_.instruction_set(common);
    Plan plan = expand(options_.campaign(), launch, instruction_set);
    inspect(plan);
    for (const std::string& warning : plan.warnings) {
      report_warning(warning);
    }
    return plan;
  }

  static constexpr Seconds longest = 3600; ///< Of what can be simulated.

  CampaignOptions options_;
  int ranks_ = 0; ///< 0: those of the launch it is in.
  int nodes_ = 1;
  SimulationOptions simulation_;
  bool cost_given_ = false; ///< Of the simulation.
  bool json_ = false;
};

} // namespace

CommandDescriptor plan_command() {
  return {.name = "plan",
          .summary = "Print the cases of a campaign; run nothing",
          .make = [](Options& options, const auto&) { return std::make_unique<Planning>(options); }};
}

} // namespace sweep
