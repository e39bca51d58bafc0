#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "cli/nearest.hpp"
#include "core/errors.hpp"
#include "results/provenance.hpp"

namespace sweep {
namespace {

std::string version() {
  for (const auto& [name, value] : build_provenance()) {
    if (name == "version") {
      return to_string(value);
    }
  }
  return "unknown";
}

/// The options of `run`, which is also the default command.
void add_run_options(CLI::App& app, Options& options, std::string& isa) {
  app.add_option("-o,--output", options.output, "Result file; default results/<campaign>-<UTC time>.h5");
  app.add_option("--set", options.overrides,
                 "Change a key of the campaign: EXPERIMENT.KEY=VALUE, for all with 'experiment', or campaign.KEY=VALUE")
      ->type_name("EXPERIMENT.KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--seed", options.seed, "Seed of all random streams")->type_name("N");
  app.add_option("--isa", isa, "Instruction set: auto, avx512, avx2 or portable")->type_name("ISA");
  app.add_option("--time-limit", options.time_limit, "Start no repetition after that long: 25m, 2h")
      ->type_name("DURATION");
  app.add_flag("--force", options.force, "Overwrite an existing result file");
  app.add_flag("--quiet", options.quiet, "Print nothing but errors");
  app.add_option("--ranks-per-node", options.ranks_per_node,
                 "Pretend that so many consecutive ranks form a node, to try out the hand-out between nodes")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

std::optional<InstructionSet> parse_isa(const std::string& isa) {
  if (isa == "auto") {
    return std::nullopt;
  }
  const std::optional<InstructionSet> set = parse_instruction_set(isa);
  if (!set) {
    std::vector<std::string> known{"auto"};
    for (const InstructionSet each : instruction_sets()) {
      known.emplace_back(name(each));
    }
    throw UsageError("unknown instruction set '" + isa + "'", "--isa", suggestion(isa, known));
  }
  return set;
}

/// Parses into what the options of `app` are bound to. Help and version become a text to print.
void parse(CLI::App& app, const std::vector<std::string>& arguments, Options& options) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // as CLI11 wants them
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    options.command = Command::print;
    options.text = app.help(); // of the command asked for
  } catch (const CLI::CallForVersion& call) {
    options.command = Command::print;
    options.text = std::string(call.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), "command line", "see `sweep --help`");
  }
}

} // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  std::string isa = "auto";
  bool build_info = false;
  CLI::App app("Processes, threads or an event loop: measured, not guessed.\n"
               "Without a command it runs the built-in lecture campaign: mpirun -n 8 ./sweep",
               "sweep");
  app.set_version_flag("--version", "sweep " + version(), "Print the version");
  app.add_flag("--build-info", build_info, "Print compiler, flags, libraries and instruction sets");
  add_run_options(app, options, isa);

  CLI::App* run = app.add_subcommand("run", "Run a campaign (the default command)");
  run->add_option("CONFIG", options.config, "Campaign file (TOML); default: the built-in lecture campaign");
  add_run_options(*run, options, isa);
  CLI::App* plan = app.add_subcommand("plan", "Print the cases of a campaign; run nothing");
  plan->add_option("CONFIG", options.config, "Campaign file (TOML); default: the built-in lecture campaign");
  add_run_options(*plan, options, isa);
  CLI::App* list = app.add_subcommand("list", "Print what exists, with every parameter");
  list->add_option("WHAT", options.list_what, "workloads, models, kernels, schedules or policies; default: all");
  list->add_option("NAME", options.list_name, "One of them");
  CLI::App* show = app.add_subcommand("show", "Print the table of a result file, also of a partial one");
  show->add_option("FILE", options.file, "Result file")->required();
  app.require_subcommand(0, 1);

  parse(app, arguments, options);
  options.instruction_set = parse_isa(isa);
  if (options.command == Command::print) {
    return options;
  }
  if (build_info) {
    options.command = Command::build_info;
  } else if (plan->parsed()) {
    options.command = Command::plan;
  } else if (list->parsed()) {
    options.command = Command::list;
  } else if (show->parsed()) {
    options.command = Command::show;
  }
  return options;
}

} // namespace sweep
