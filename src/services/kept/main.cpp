// keeper LIST COMMAND…: stands between sweep and a command that runs a stranger's code. Has it run on the hardware
// threads of LIST ("0-3,8"), and sees to it that nothing which it started outlives it, or the process that started the
// keeper, or SIGTERM: worker processes whose pool was killed, programs that made themselves a session of their own. All
// of them are descendants, and whoever loses its parent becomes a child of the keeper (PR_SET_CHILD_SUBREAPER), which
// kills its children until there is none. Standard streams are the command's. Ends as a shell tells of the command:
// with its exit code, or 128 and the number of the signal that ended it.

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "core/affinity.hpp"
#include "core/clock.hpp"
#include "core/number_list.hpp"

namespace {

constexpr int signalled = 128;
constexpr int no_program = 127; // as shells end when a command cannot be run

/// In the new process, which ends with the keeper, should that be killed.
[[noreturn]] void become(char** command, pid_t keeper, const sigset_t& signals) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() == keeper) {
    pthread_sigmask(SIG_SETMASK, &signals, nullptr);
    execv(*command, command);
  }
  _exit(no_program);
}

/// Of this process, which has one thread.
std::vector<pid_t> children() {
  std::ifstream file("/proc/self/task/" + std::to_string(getpid()) + "/children");
  std::vector<pid_t> found;
  for (pid_t child = 0; file >> child;) {
    found.push_back(child);
  }
  return found;
}

/// Kills every descendant: those of a child become children once it is gone.
void kill_all() {
  constexpr sweep::Instant between = 1'000'000; // until those that were killed have gone
  for (;;) {
    for (const pid_t child : children()) {
      kill(child, SIGKILL);
    }
    pid_t ended = 0;
    while ((ended = waitpid(-1, nullptr, WNOHANG)) > 0) {
    }
    if (ended < 0 && errno == ECHILD) {
      return;
    }
    sweep::sleep_until(sweep::now() + between);
  }
}

/// Of the command, once it has ended; takes whatever else has ended, too.
std::optional<int> exit_code_of(pid_t command) {
  std::optional<int> code;
  int status = 0;
  for (pid_t ended = 0; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (ended == command) {
      code = WIFSIGNALED(status) ? signalled + WTERMSIG(status) : WEXITSTATUS(status);
    }
  }
  return code;
}

int keep(char** command, const sigset_t& awaited, const sigset_t& before) {
  const pid_t keeper = getpid();
  const pid_t started = fork();
  if (started < 0) {
    return no_program;
  }
  if (started == 0) {
    become(command, keeper, before);
  }
  std::optional<int> code;
  while (!code) {
    siginfo_t signal{};
    if (sigwaitinfo(&awaited, &signal) > 0 && signal.si_signo != SIGCHLD) {
      break;
    }
    code = exit_code_of(started);
  }
  kill_all();
  return code.value_or(1);
}

} // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    return no_program;
  }
  const pid_t parent = getppid();
  sigset_t awaited{};
  sigset_t before{};
  sigemptyset(&awaited);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) {
    sigaddset(&awaited, signal);
  }
  pthread_sigmask(SIG_BLOCK, &awaited, &before);
  std::signal(SIGCHLD, SIG_DFL); // who has inherited that it is ignored never hears of an end
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) { // it has gone before that
    return 1;
  }
  if (const std::vector<int> threads = sweep::numbers_of(arguments[1]); !threads.empty()) {
    sweep::restrict_to(threads);
  }
  return keep(arguments + 2, awaited, before);
}
