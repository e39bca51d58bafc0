#include "io/processes/trial.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <ctime>
#include <span>
#include <sstream>

#include "core/errors.hpp"
#include "core/process.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool address_space_is_limited = false;
#else
constexpr bool address_space_is_limited = true;
#endif

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit limits{};
  getrlimit(resource, &limits);
  limits.rlim_cur = std::min(value, limits.rlim_max);
  setrlimit(resource, &limits);
}

/// Whatever MPI or a sanitizer does about a crash, the copy is ended by it. What asks for an end from outside, such as
/// a terminal's Ctrl-C for all its processes, is this process's to heed, and no word about what is tried.
void be_ended_by_crashes_alone() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
    std::signal(signal, SIG_IGN);
  }
  sigset_t crashes{};
  sigemptyset(&crashes);
  for (const int signal : {SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    std::signal(signal, SIG_DFL);
    sigaddset(&crashes, signal);
  }
  pthread_sigmask(SIG_UNBLOCK, &crashes, nullptr);
}

void end_after(double seconds) {
  const double whole = std::floor(seconds);
  itimerval timer{};
  timer.it_value = {.tv_sec = static_cast<time_t>(whole), .tv_usec = static_cast<suseconds_t>(1e6 * (seconds - whole))};
  setitimer(ITIMER_REAL, &timer, nullptr); // SIGALRM
}

/// The limits are the kernel's to keep: this process only waits for the end.
void restrict_child(const TrialLimits& limits, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) { // it has gone before that
    _exit(1);
  }
  be_ended_by_crashes_alone();
  end_after(limits.seconds);
  limit(RLIMIT_CORE, 0);
  prctl(PR_SET_DUMPABLE, 0); // nor a core for a program that collects them
  if (address_space_is_limited) {
    limit(RLIMIT_AS, static_cast<rlim_t>(address_space_bytes() + limits.memory_bytes));
  }
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] void be_child(const std::function<std::string()>& act, int answer) noexcept {
  const std::string words = act();
  _exit(write_all(answer, std::as_bytes(std::span(words))).error == 0 ? 0 : 1);
}

/// All that comes, until nobody can write any more.
std::string read_to_end(int descriptor) {
  std::string text;
  std::array<std::byte, 4096> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  MovedBytes moved;
  do {
    moved = read_all(descriptor, bytes);
    text.append(reinterpret_cast<const char*>(bytes.data()), moved.bytes);
  } while (moved.bytes == bytes.size());
  return text;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      throw system_error_from_errno("wait for", "a process that tries something");
    }
  }
  return status;
}

std::string words_of_end(int status, const TrialLimits& limits) {
  if (!WIFSIGNALED(status)) {
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
  }
  if (WTERMSIG(status) == SIGALRM) {
    std::ostringstream text;
    text << "took longer than " << limits.seconds << " s";
    return text.str();
  }
  const char* name = sigdescr_np(WTERMSIG(status));
  return "crashed (" + (name == nullptr ? std::to_string(WTERMSIG(status)) : std::string(name)) + ")";
}

} // namespace

TrialEnd try_in_child(const TrialLimits& limits, const std::function<std::string()>& act) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw system_error_from_errno("make", "a pipe");
  }
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) {
    throw system_error_from_errno("start", "a process that tries something");
  }
  if (child == 0) {
    restrict_child(limits, parent);
    be_child(act, write_end.get());
  }
  write_end.close();
  std::string answer = read_to_end(read_end.get());
  const int status = wait_for(child);
  const bool answered = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return {.answered = answered, .words = answered ? std::move(answer) : words_of_end(status, limits)};
}

} // namespace sweep
