// Running a campaign on all ranks: rank 0 plans, tells the others, conducts and reports.

#include "cli/campaign_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "campaign/claim_cores.hpp"
#include "campaign/conduct.hpp"
#include "campaign/parameter_texts.hpp"
#include "cli/begun_result.hpp"
#include "cli/campaign_request.hpp"
#include "cli/command_line.hpp"
#include "cli/continuation.hpp"
#include "cli/early_end.hpp"
#include "cli/files.hpp"
#include "cli/loss_watch.hpp"
#include "cli/lost_note.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "cli/python_decision.hpp"
#include "cli/shard_option.hpp"
#include "comm/session.hpp"
#include "core/clock.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"
#include "models/catalogue.hpp"
#include "results/journal.hpp"
#include "results/leftovers.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

std::string command_line_text(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "sweep");
  return command_text(arguments);
}

int exit_code_of(Ending ending) {
  switch (ending) {
  case Ending::complete:
    return done;
  case Ending::some_failed:
    return case_failed;
  case Ending::out_of_time:
    break;
  }
  return stopped_early;
}

class CampaignRun final : public Command {
 public:
  CampaignRun(Options& options, const std::vector<std::string>& arguments, const RunnableCampaign& runnable)
      : options_(runnable.campaign), command_line_(command_line_text(arguments)),
        decision_rules_(runnable.decision_rules) {
    if (runnable.asks_of_python) {
      question_.declare(options);
    }
    options.text({"-o,--output", "Result file; default results/<campaign>-<UTC time>.h5"}, output_);
    options_.declare(options);
    options.flag({"--force", "Overwrite an existing result file"}, force_);
    options.flag({"--resume", "Go on with the result file where its last launch ended; begin it where there is none"},
                 resume_);
    options.flag({"--append", "Measure the whole campaign once more, as a further launch in the same result file"},
                 append_);
    if (decision_rules_.empty()) {
      options.text({"--shard",
                    "Measure one of the parts into which `sweep split` splits the campaign: 3/64, or array for that of "
                    "this task of a SLURM job array",
                    "K/N"},
                   shard_);
    }
    options.text({"--label", "Kept with the launch, to tell launches apart", "TEXT"}, label_);
    options.flag({"--quiet", "Print nothing but errors"}, quiet_);
    options.number({"--ranks-per-node",
                    "Pretend that so many consecutive ranks form a node, to try out the hand-out between nodes", "N"},
                   ranks_per_node_, 1, 1'000'000);
    loss_watch_.declare(options);
  }

  bool needs_launch() const override { return true; }

  int run_together(const Communicator& world) override {
    Launch launch = survey(world);
    started_in_ = since_launched();
    early_end_.begin(world);
    const std::unique_ptr<Watchdog> watchdog = loss_watch_.begin(world, launch, ranks_per_node_);
    const InstructionSet common = common_instruction_set(world);
    CampaignRequest request;
    Plan plan;
    auto code = static_cast<int>(world.ask_rank_0([&] { // a minute where it compiles, or asks Python
      const int prepared = attempt([&] { prepare(launch, common, plan, request); });
      if (prepared != done || nothing_to_do_) { // before another rank ends, of which mpirun tells this one by SIGTERM
        early_end_.over();
      }
      return static_cast<double>(prepared);
    }));
    if (code != done || world.broadcast(std::int64_t{nothing_to_do_}) == 1) {
      early_end_.over();
      return code;
    }
    tell(world, request);
    loss_watch_.result_is_at(request.output);
    if (world.rank() != 0) {
      plan = plan_of(request, launch);
    }
    plan.use_folders(request.scratch, request.folder);
    const std::unique_ptr<Claims> claims = claim_cores(world, plan, launch);
    if (!launch.claimed.empty()) {
      plan.warnings.push_back(claims_warning(launch));
    }
    Ensemble ensemble(world, launch, plan, request.instruction_set, ranks_per_node_);
    if (world.rank() == 0) {
      code = conduct_and_report(plan, ensemble, launch, request.instruction_set);
    } else {
      ensemble.serve();
    }
    code = static_cast<int>(world.broadcast(std::int64_t{code}));
    early_end_.over();
    return code;
  }

 private:
  void expect_one_way() const;
  bool goes_on() const { return (resume_ || append_) && std::filesystem::exists(output_); }
  void ask_of_python(const Launch& launch);
  void go_on(const Plan& plan);
  Shard shard() const;
  void prepare(Launch& launch, InstructionSet common, Plan& plan, CampaignRequest& request);
  std::string report_text() const;
  int conduct_and_report(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set);

  CampaignOptions options_;
  std::string command_line_;
  std::string decision_rules_; ///< As TOML; empty: no decision is to be made.
  PythonQuestion question_;
  std::string output_; ///< As typed; then the file's path.
  std::string shard_;  ///< As typed; empty: the whole campaign, or the shard of the file that is gone on with.
  std::string label_;
  Seconds started_in_ = 0; ///< See LaunchRecord::start_s.
  bool force_ = false;
  bool resume_ = false;
  bool append_ = false;
  bool nothing_to_do_ = false; ///< On rank 0: what is to be resumed is complete.
  bool quiet_ = false;
  int ranks_per_node_ = 0;
  Result result_; ///< On rank 0.
  EarlyEnd early_end_;
  LossWatch loss_watch_{early_end_.last_words()};
};

/// An existing file is dealt with in one way, and one that is gone on with is named.
void CampaignRun::expect_one_way() const {
  if (int{force_} + int{resume_} + int{append_} > 1) {
    throw UsageError("--force, --resume and --append exclude each other", "command line",
                     "--resume goes on, --append measures all once more, --force begins a new file; give one of them");
  }
  if ((resume_ || append_) && output_.empty()) {
    throw UsageError("which file to go on with is not said", resume_ ? "--resume" : "--append", "add -o FILE.h5");
  }
}

/// The campaign of a function of the user's: made of what its items take; of a file that exists, as it is there.
void CampaignRun::ask_of_python(const Launch& launch) {
  if (!question_.is_asked()) {
    return;
  }
  constexpr const char* name = "decision_python.toml";
  if (goes_on()) {
    CampaignRecord known = read(output_).campaign;
    options_.use(known.toml, name);
    decision_rules_ = std::move(known.decision_rules);
    return;
  }
  PythonQuestion::Answerable made = question_.ask(options_.folder(), launch.cores);
  options_.use(made.toml, name);
  decision_rules_ = std::move(made.decision_rules);
}

/// A file that is gone on with keeps its own.
Shard CampaignRun::shard() const {
  if (!shard_.empty() || !goes_on()) {
    return shard_.empty() ? Shard{} : parse_shard(shard_);
  }
  const PartRecord part = read_medians(output_).part;
  return part.shards.size() == 1 ? Shard{.number = part.shards.front(), .of = part.of} : Shard{};
}

/// On rank 0: plans, makes sure that all can begin, and then makes the result file, or finds it.
void CampaignRun::prepare(Launch& launch, InstructionSet common, Plan& plan, CampaignRequest& request) {
  expect_one_way();
  if (!output_.empty() && !force_ && !goes_on()) {
    expect_free(output_); // before functions are tried and kernels compiled
  }
  ask_of_python(launch);
  request.instruction_set = options_.instruction_set(common);
  Provenance facts;
  const Workshop workshop = kernel_workshop(output_, request.instruction_set, launch);
  request.shard = shard();
  Plan whole = expand(options_.campaign_to_run(workshop, facts), launch, request.instruction_set);
  expect_cases(whole, options_.file_name());
  plan = part_of(std::move(whole), request.shard);
  early_end_.limit(plan.campaign.time_limit, options_.has_time_limit(), launch);
  request.toml = plan.campaign.toml;
  request.file_name = options_.file_name();
  request.folder = options_.folder();
  result_ = begun_result(plan, launch, request.instruction_set, command_line_);
  std::ranges::move(facts, std::back_inserter(result_.provenance));
  result_.launches.back().label = label_;
  result_.launches.back().start_s = started_in_;
  result_.campaign.decision_rules = decision_rules_;
  const auto make_room = [&](const std::string& path) {
    request.scratch = scratch_beside(path);
    plan.use_folders(request.scratch, request.folder);
    remove_leftovers(path, request.scratch);
    inspect(plan);
  };
  if (goes_on()) {
    make_room(output_);
    go_on(plan);
  } else {
    const std::string part =
        request.shard.is_whole() ? "" : fmt::format("-{}of{}", request.shard.number, request.shard.of);
    output_ =
        begin_output({.asked = output_, .campaign = plan.campaign.name + part, .force = force_}, result_, make_room);
    remove_lost_note(output_); // of an older file
  }
  request.output = std::filesystem::absolute(output_).string();
}

/// With the launches that the file has.
void CampaignRun::go_on(const Plan& plan) {
  Continuation continuation = continue_result(output_, append_, plan, result_);
  nothing_to_do_ = continuation.is_complete;
  result_ = std::move(continuation.result);
  if (nothing_to_do_) { // the file has all, but its launch may have ended before it removed the journal
    Journal::remove(output_);
  }
  if (nothing_to_do_ && !quiet_) {
    print(fmt::format("{} is complete\n", output_));
  }
  if (!quiet_) {
    std::ranges::for_each(continuation.warnings, report_warning);
  }
}

/// How a decision table becomes a page.
std::string CampaignRun::report_text() const {
  if (decision_rules_.empty()) {
    return {};
  }
  const std::string page = std::filesystem::path(output_).replace_extension(".html").string();
  return fmt::format("its page: PYTHONPATH=analysis /usr/bin/python3 -m sweep_analysis report {} -o {}\n", output_,
                     page);
}

/// On rank 0, once all ranks are ready. What was measured is in the file also when nobody can be told.
int CampaignRun::conduct_and_report(const Plan& plan, Ensemble& ensemble, const Launch& launch,
                                    InstructionSet instruction_set) {
  result_.launches.back().other_runs = claims_warning(launch);
  if (!quiet_) {
    for (const std::string& warning : plan.warnings) {
      report_warning(warning);
    }
  }
  std::optional<Ending> ending;
  const int conducted = attempt([&] {
    ProgressLine progress(quiet_);
    ending = conduct(plan, ensemble, launch, instruction_set, result_, output_, progress, &early_end_.last_words());
    return exit_code_of(*ending);
  });
  early_end_.over();
  ensemble.dismiss();
  if (!ending || quiet_) {
    return conducted;
  }
  const int reported = attempt([&] { say(fmt::format("{}\n{}\n", result_text(result_), output_) + report_text()); });
  return conducted == done ? reported : conducted;
}

} // namespace

std::unique_ptr<Command> make_campaign_run(Options& options, const std::vector<std::string>& arguments,
                                           const RunnableCampaign& runnable) {
  return std::make_unique<CampaignRun>(options, arguments, runnable);
}

std::vector<std::pair<int, std::string>> exit_codes_of_runs() {
  return {{case_failed, "a case failed"},
          {stopped_early, "stopped early by the time limit or a signal, with everything saved"},
          {host_lost, "a rank or a host was lost, with everything saved"}};
}

} // namespace sweep
