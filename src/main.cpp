#include <csignal>

#include "cli/command_line.hpp"
#include "comm/session.hpp"
#include "core/errors.hpp"

/// Starts MPI, runs the command and turns what went wrong into an exit code. A failure that the ranks could not agree
/// on ends all of them: none may wait for one that is gone.
int main(int argument_count, char** arguments) {
  std::signal(SIGXFSZ, SIG_IGN); // a file above `ulimit -f` is a failed write, not the end of the program
  try {
    const sweep::Session session(argument_count, arguments);
    try {
      return sweep::run_command_line(session.world(), {arguments + 1, arguments + argument_count});
    } catch (...) {
      sweep::report_failure(sweep::current_exception_text());
      sweep::Session::abort(1);
    }
  } catch (...) {
    sweep::report_failure(sweep::current_exception_text());
    return 1;
  }
}
