#include "io/processes/foreground_command.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/errors.hpp"
#include "io/files/descriptor.hpp"
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

/// What ends programs that do nothing about it, and SIGUSR1 and SIGUSR2, by which batch systems announce an end.
constexpr int passed_on[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

sigset_t awaited() {
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  for (const int signal : passed_on) {
    sigaddset(&signals, signal);
  }
  return signals;
}

/// In the new process. Ends with its parent, so that a kill of that leaves no command which nobody asked for.
[[noreturn]] void become(std::vector<std::string>& command, pid_t parent, int refusal) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(1);
  }
  for (const int signal : {SIGPIPE, SIGXFSZ}) { // which main() ignores
    std::signal(signal, SIG_DFL);
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& argument : command) {
    arguments.push_back(argument.data());
  }
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
  const int error = errno;
  write_all(refusal, std::as_bytes(std::span(&error, 1)));
  _exit(1);
}

/// Sleeps until one of `signals` comes or until `deadline`; nothing where none came.
std::optional<siginfo_t> next_signal(const sigset_t& signals, Instant deadline) {
  constexpr Instant second = 1'000'000'000;
  const Instant left = std::max<Instant>(0, deadline - now());
  const timespec patience{.tv_sec = left / second, .tv_nsec = left % second};
  siginfo_t signal{};
  return sigtimedwait(&signals, &signal, &patience) > 0 ? std::optional(signal) : std::nullopt;
}

Seconds seconds_of(const timeval& time) {
  return static_cast<Seconds>(time.tv_sec) + 1e-6 * static_cast<Seconds>(time.tv_usec);
}

} // namespace

void EndedUse::add(const rusage& usage) {
  user += seconds_of(usage.ru_utime);
  system += seconds_of(usage.ru_stime);
  major_faults += usage.ru_majflt;
  device_blocks += usage.ru_inblock + usage.ru_oublock;
  voluntary_switches += usage.ru_nvcsw;
  involuntary_switches += usage.ru_nivcsw;
  peak_resident_kib = std::max<std::int64_t>(peak_resident_kib, usage.ru_maxrss);
}

ForegroundCommand::ForegroundCommand(std::vector<std::string> command) : command_(std::move(command)) {
  const sigset_t signals = awaited();
  pthread_sigmask(SIG_BLOCK, &signals, &before_);
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &by_default, &before_child_); // who has inherited that it is ignored never hears of an end
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  Pipe refusal; // closed by a program that begins; else it tells why none did
  const pid_t parent = getpid();
  const pid_t started = fork();
  if (started < 0) {
    restore_signals();
    throw system_error_from_errno("start", command_.front());
  }
  if (started == 0) {
    restore_signals();
    become(command_, parent, refusal.write_end.get());
  }
  refusal.write_end.close();
  int error = 0;
  if (read_all(refusal.read_end.get(), std::as_writable_bytes(std::span(&error, 1))).bytes == sizeof(error)) {
    waitpid(started, nullptr, 0);
    restore_signals();
    throw UsageError("cannot run '" + command_.front() + "': " + std::strerror(error), "command line",
                     "name a program that can be run, after --");
  }
  process_ = started;
}

ForegroundCommand::~ForegroundCommand() {
  if (process_ > 0 && !status_) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  restore_signals();
}

void ForegroundCommand::restore_signals() const {
  sigaction(SIGCHLD, &before_child_, nullptr);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void ForegroundCommand::take(pid_t process, int status, const rusage& usage) {
  used_.add(usage);
  if (process == process_) {
    status_ = status;
  }
}

void ForegroundCommand::reap() {
  int status = 0;
  rusage usage{};
  pid_t process = 0;
  while ((process = wait4(-1, &status, WNOHANG, &usage)) > 0) {
    take(process, status, usage);
  }
}

bool ForegroundCommand::wait_until(Instant deadline) {
  const sigset_t signals = awaited();
  reap();
  while (!status_ && now() < deadline) {
    const std::optional<siginfo_t> signal = next_signal(signals, deadline);
    if (signal && signal->si_signo != SIGCHLD && signal->si_code != SI_KERNEL) { // by SI_KERNEL terminals tell a group
      kill(process_, signal->si_signo);
    }
    reap();
  }
  return status_.has_value();
}

int ForegroundCommand::end_rest(const std::function<std::vector<pid_t>()>& living) {
  SWEEP_EXPECT(status_.has_value());
  constexpr Instant patience = 2'000'000'000;      // for one that has something to put in order
  constexpr Instant more_patience = 5'000'000'000; // for the kernel, which may be waiting for a device
  constexpr Instant between = 5'000'000;
  const sigset_t signals = awaited(); // who asks again to end is answered already
  reap();
  std::vector<pid_t> told;
  const Instant end = now() + patience;
  for (std::vector<pid_t> rest = living(); !rest.empty() && now() < end + more_patience; rest = living()) {
    for (const pid_t process : rest) {
      const bool is_new = std::ranges::find(told, process) == told.end();
      if (is_new) {
        told.push_back(process);
      }
      if (is_new || now() > end) {
        kill(process, now() > end ? SIGKILL : SIGTERM);
        kill(process, SIGCONT); // or one that is stopped would not hear of it
      }
    }
    next_signal(signals, now() + between);
    reap();
  }
  return static_cast<int>(told.size());
}

int ForegroundCommand::exit_code() const {
  SWEEP_EXPECT(status_.has_value());
  constexpr int signalled = 128;
  return WIFSIGNALED(*status_) ? signalled + WTERMSIG(*status_) : WEXITSTATUS(*status_);
}

} // namespace sweep
