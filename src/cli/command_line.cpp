#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <span>

#include "campaign/conduct.hpp"
#include "cli/campaign_file.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "comm/session.hpp"
#include "core/errors.hpp"
#include "models/catalogue.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

enum ExitCode : int { done = 0, case_failed = 1, usage = 2, stopped_early = 75 };

/// What every rank must know to take part in a run.
struct Request {
  std::string toml; ///< The campaign with all overrides applied.
  std::string file_name;
  InstructionSet instruction_set;
  int ranks_per_node;
  std::string scratch = {}; ///< The folder for files that nobody gave a place.
};

std::string command_line_text(std::span<const std::string> arguments) {
  std::string text = "sweep";
  for (const std::string& argument : arguments) {
    text += argument.find_first_of(" \t\"'$\\") == std::string::npos ? " " + argument : " '" + argument + "'";
  }
  return text;
}

/// On rank 0: reads the campaign and everything that changes it, and makes sure that it can be expanded.
Request read_request(const Options& options, const Launch& launch, InstructionSet common) {
  std::vector<Override> overrides;
  for (const std::string& text : options.overrides) {
    overrides.push_back(parse_override(text));
  }
  if (options.seed) {
    overrides.push_back({.table = "campaign", .key = "seed", .value = *options.seed, .where = "--seed"});
  }
  if (options.time_limit) {
    overrides.push_back(
        {.table = "campaign", .key = "time_limit", .value = *options.time_limit, .where = "--time-limit"});
  }
  if (options.instruction_set && *options.instruction_set > common) {
    throw UsageError(fmt::format("not every processor of this launch has {}", name(*options.instruction_set)), "--isa",
                     fmt::format("use --isa {} or auto", name(common)));
  }
  const bool built_in = options.config.empty();
  const std::string text = built_in ? std::string(builtin_campaign()) : read_campaign_text(options.config);
  const std::string file_name = built_in ? "lecture.toml" : options.config;
  const Campaign campaign = read_campaign(text, file_name, overrides);
  expand(campaign, launch);
  return {.toml = campaign.toml,
          .file_name = file_name,
          .instruction_set = options.instruction_set.value_or(common),
          .ranks_per_node = options.ranks_per_node};
}

Plan plan_of(const Request& request, const Launch& launch) {
  return expand(read_campaign(request.toml, request.file_name, {}), launch, request.scratch);
}

/// Throws UsageError where this machine is not as the campaign needs it.
void inspect(const Plan& plan) {
  for (const Problem& problem : plan.problems) {
    if (problem.workload->inspect) {
      problem.workload->inspect(problem.context(plan.campaign.seed, InstructionSet::portable));
    }
  }
}

std::map<std::string, std::string> parameter_units(const Plan& plan) {
  std::map<std::string, std::string> units;
  for (const Case& each : plan.cases) {
    for (const auto* parameters : {&plan.problems[each.problem].workload->parameters, &each.model->parameters}) {
      for (const Parameter& parameter : *parameters) {
        units[parameter.name] = unit(parameter.kind);
      }
    }
  }
  return units;
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    fmt::print(stderr, "sweep: warning: {}\n", warning);
  }
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

/// On rank 0, once all ranks are ready.
int conduct_and_report(const Plan& plan, Ensemble& ensemble, const Launch& launch, const Request& request,
                       const Options& options, const std::string& path, const std::string& command_line) {
  Result result;
  result.created = utc_time();
  result.campaign = {
      .name = plan.campaign.name, .seed = plan.campaign.seed, .toml = plan.campaign.toml, .command_line = command_line};
  result.provenance = provenance(launch.facts, request.instruction_set, Session::library(), openmp_date());
  result.provenance.emplace_back("placement",
                                 "the ranks of a case have cores of their own, and their threads one each, "
                                 "where a node has enough and the launcher has bound none");
  result.parameter_units = parameter_units(plan);
  if (!options.quiet) {
    print_warnings(plan.warnings);
  }
  Ending ending{};
  try {
    ProgressLine progress(options.quiet);
    ending = conduct(plan, ensemble, launch, request.instruction_set, result, path, progress);
  } catch (const SystemError& error) {
    ensemble.dismiss();
    report_failure(error.what());
    return case_failed;
  }
  ensemble.dismiss();
  if (!options.quiet) {
    fmt::print("{}\n{}\n", result_text(result), path);
  }
  return exit_code_of(ending);
}

/// All ranks: shares rank 0's request. Returns whether there is a run at all.
bool share(const Communicator& world, std::optional<Request>& request) {
  if (world.broadcast(std::int64_t{request ? 1 : 0}) == 0) {
    return false;
  }
  Request shared = request.value_or(Request{});
  shared.toml = world.broadcast(shared.toml);
  shared.file_name = world.broadcast(shared.file_name);
  shared.scratch = world.broadcast(shared.scratch);
  shared.instruction_set =
      static_cast<InstructionSet>(world.broadcast(static_cast<std::int64_t>(shared.instruction_set)));
  shared.ranks_per_node = static_cast<int>(world.broadcast(std::int64_t{shared.ranks_per_node}));
  request = shared;
  return true;
}

std::string build_info_text() {
  std::string text;
  for (const auto& [name, value] : build_provenance(openmp_date())) {
    text += fmt::format("{}: {}\n", name, to_string(value));
  }
  return text;
}

/// What rank 0 prints for a command that is not `run`.
std::string answer(const Options& options, const Launch& launch, InstructionSet common) {
  switch (options.command) {
  case Command::plan: {
    const Request request = read_request(options, launch, common);
    const Plan plan = plan_of(request, launch);
    inspect(plan);
    print_warnings(plan.warnings);
    return plan_text(plan, launch, request.instruction_set);
  }
  case Command::list:
    return list_text(options.list_what, options.list_name);
  case Command::show:
    return result_text(read(options.file));
  case Command::build_info:
    return build_info_text();
  case Command::print:
  case Command::run:
    break;
  }
  return options.text;
}

} // namespace

void report_failure(const std::string& text) {
  fmt::print(stderr, "sweep: {}\n", text);
}

int run_command_line(const Communicator& world, const std::vector<std::string>& arguments) {
  const Launch launch = survey(world);
  const auto common = static_cast<InstructionSet>(world.min(static_cast<std::int64_t>(best_instruction_set())));
  Options options;
  std::optional<Request> request;
  std::string path;
  int exit_code = done;
  if (world.rank() == 0) {
    try {
      options = parse_options(arguments);
      if (options.command == Command::run) {
        Request wanted = read_request(options, launch, common);
        path = prepare_output(options.output, plan_of(wanted, launch).campaign.name, options.force);
        wanted.scratch = scratch_beside(path);
        inspect(plan_of(wanted, launch));
        request = wanted;
      } else {
        fmt::print("{}", answer(options, launch, common));
      }
    } catch (const UsageError& error) {
      report_failure(error.what());
      exit_code = usage;
    } catch (const SystemError& error) {
      report_failure(error.what());
      exit_code = case_failed;
    }
  }
  if (!share(world, request)) {
    return static_cast<int>(world.broadcast(std::int64_t{exit_code}));
  }
  const Plan plan = plan_of(*request, launch);
  Ensemble ensemble(world, launch, plan, request->instruction_set, request->ranks_per_node);
  if (world.rank() == 0) {
    exit_code = conduct_and_report(plan, ensemble, launch, *request, options, path, command_line_text(arguments));
  } else {
    ensemble.serve();
  }
  return static_cast<int>(world.broadcast(std::int64_t{exit_code}));
}

} // namespace sweep
