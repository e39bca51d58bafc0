#include <csignal>

#include "cli/command_line.hpp"
#include "cli/commands/catalogue.hpp"
#include "cli/output.hpp"
#include "comm/launcher.hpp"
#include "comm/session.hpp"
#include "core/affinity.hpp"
#include "core/errors.hpp"

/// Parses, starts MPI where the command needs it, runs it, and turns what went wrong into an exit code. Of several
/// processes that need no MPI only the first one acts. A failure that the ranks could not agree on ends all of them:
/// none may wait for one that is gone.
int main(int argument_count, char** arguments) {
  std::signal(SIGXFSZ, SIG_IGN); // a file above `ulimit -f` is a failed write, not the end of the program
  std::signal(SIGPIPE, SIG_IGN); // so is one to a program, a server or a reader that has gone
  sweep::hold_standard_streams();
  try {
    const bool first = sweep::launched_rank() == 0;
    const auto command = sweep::parse_command_line(sweep::commands(), {arguments + 1, arguments + argument_count});
    if (!command->needs_launch()) {
      return first ? sweep::attempt([&] { return command->run_alone(); }) : sweep::done;
    }
    if (sweep::attempt(sweep::refuse_lone_copies) != sweep::done) {
      return sweep::usage;
    }
    sweep::refuse_endless_start(sweep::affinity());
    const sweep::Session session(argument_count, arguments);
    try {
      const int whole = sweep::attempt([&] { sweep::refuse_foreign_launcher(session.world().size()); });
      return whole == sweep::done ? command->run_together(session.world()) : whole;
    } catch (...) {
      sweep::report_failure(sweep::current_exception_text());
      sweep::Session::abort(sweep::refused);
    }
  } catch (...) {
    sweep::report_failure(sweep::current_exception_text());
    return sweep::refused;
  }
}
