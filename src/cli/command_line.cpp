#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "cli/nearest.hpp"
#include "cli/print.hpp"
#include "core/catalogue.hpp"
#include "core/options.hpp"
#include "models/catalogue.hpp"
#include "results/provenance.hpp"

namespace sweep {
namespace {

/// Prints a text that asks for nothing.
class Say final : public Command {
 public:
  explicit Say(std::string text) : text_(std::move(text)) {}

  int run_alone() override {
    print(text_);
    return done;
  }

 private:
  std::string text_;
};

/// What could not be read.
class Mistyped final : public Command {
 public:
  // NOLINTNEXTLINE(bugprone-throw-keyword-missing): it is kept until it is asked for
  explicit Mistyped(UsageError error) : error_(std::move(error)) {}

  int run_alone() override { throw error_; }

 private:
  UsageError error_;
};

std::string build_info_text() {
  std::string text;
  for (const auto& [name, value] : build_provenance(openmp_date())) {
    text += fmt::format("{}: {}\n", name, to_string(value));
  }
  return text;
}

std::string version_text() {
  const Provenance build = build_provenance();
  const auto version = std::ranges::find(build, "version", &Provenance::value_type::first);
  return fmt::format("sweep {}\n", to_string(version->second));
}

std::string exit_codes_text(const CommandDescriptor& command) {
  std::map<int, std::string> meanings{{done, "done"}, {refused, "the system refused"}, {usage, "usage"}};
  for (const auto& [code, meaning] : command.exit_codes) {
    const auto [known, is_new] = meanings.try_emplace(code, meaning);
    known->second = is_new ? meaning : fmt::format("{}, or {}", meaning, known->second);
  }
  std::string text = "Exit codes:";
  for (const auto& [code, meaning] : meanings) {
    text += fmt::format("{} {} {}", code == done ? "" : " ·", code, meaning);
  }
  return text;
}

std::string help_text(std::span<const CommandDescriptor> commands) {
  std::vector<std::vector<std::string>> rows;
  for (const CommandDescriptor& command : commands) {
    if (!command.hidden) {
      rows.push_back({command.name, command.summary});
    }
  }
  const std::vector<std::vector<std::string>> options{{"-h, --help", "Print this, or the help of a command"},
                                                      {"--version", "Print the version"},
                                                      {"--build-info", "Print compiler, flags, libraries and "
                                                                       "instruction sets"}};
  return fmt::format("Processes, threads or an event loop: measured, not guessed.\n"
                     "Without a command it is `{0}`: mpirun -n 8 ./sweep runs the built-in lecture campaign.\n\n"
                     "Usage: sweep [COMMAND] [OPTIONS]\n\nCommands, each with a --help of its own:\n{1}\nOptions:\n{2}",
                     commands.front().name, aligned(rows), aligned(options));
}

/// What an argument that stands alone asks for.
struct Flag {
  std::array<std::string_view, 2> names;
  std::string (*text)(std::span<const CommandDescriptor>);
};

constexpr Flag flags[]{{{"--help", "-h"}, help_text},
                       {{"--version", "--version"}, [](auto) { return version_text(); }},
                       {{"--build-info", "--build-info"}, [](auto) { return build_info_text(); }}};

const CommandDescriptor& named(std::span<const CommandDescriptor> commands, const std::string& name) {
  if (const CommandDescriptor* found = find_by_name(commands, name)) {
    return *found;
  }
  std::vector<std::string> names;
  for (const CommandDescriptor& each : commands) {
    if (!each.hidden) {
      names.push_back(each.name);
    }
  }
  throw UsageError("there is no command '" + name + "'", "command line",
                   suggestion(name, names) + " see `sweep --help`");
}

std::unique_ptr<Command> parse(std::span<const CommandDescriptor> commands, const std::vector<std::string>& arguments) {
  const std::string first = arguments.empty() ? "" : arguments.front();
  for (const Flag& flag : flags) {
    if (std::ranges::find(flag.names, first) != flag.names.end()) {
      return std::make_unique<Say>(flag.text(commands));
    }
  }
  const bool is_named = !first.empty() && !first.starts_with('-');
  const CommandDescriptor& chosen = is_named ? named(commands, first) : commands.front();
  Options options(chosen.summary, "sweep " + chosen.name, exit_codes_text(chosen));
  std::unique_ptr<Command> command = chosen.make(options, arguments);
  if (const auto help = options.parse({arguments.begin() + (is_named ? 1 : 0), arguments.end()})) {
    return std::make_unique<Say>(*help);
  }
  return command;
}

} // namespace

int Command::run_alone() {
  SWEEP_EXPECT(needs_launch());
  return refused;
}

int Command::run_together(const Communicator& /*world*/) {
  SWEEP_EXPECT(!needs_launch());
  return refused;
}

std::unique_ptr<Command> parse_command_line(std::span<const CommandDescriptor> commands,
                                            const std::vector<std::string>& arguments) {
  try {
    return parse(commands, arguments);
  } catch (const UsageError& error) {
    return std::make_unique<Mistyped>(error);
  }
}

} // namespace sweep
