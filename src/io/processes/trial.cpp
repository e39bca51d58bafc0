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
#include "io/processes/offspring.hpp"
#include "io/processes/spawn.hpp"

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

void end_after(double seconds) {
  const double whole = std::floor(seconds);
  itimerval timer{};
  timer.it_value = {.tv_sec = static_cast<time_t>(whole), .tv_usec = static_cast<suseconds_t>(1e6 * (seconds - whole))};
  setitimer(ITIMER_REAL, &timer, nullptr); // SIGALRM
}

/// The limits are the kernel's to keep: this process only waits for the end.
void restrict_child(const TrialLimits& limits, pid_t parent) {
  belong_to(parent); // and no word from outside is one about what is tried
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
  Pipe answers;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) {
    throw system_error_from_errno("start", "a process that tries something");
  }
  if (child == 0) {
    restrict_child(limits, parent);
    be_child(act, answers.write_end.get());
  }
  answers.write_end.close();
  std::string answer = read_to_end(answers.read_end.get());
  const int status = wait_for(child);
  const bool answered = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return {.answered = answered, .words = answered ? std::move(answer) : words_of_end(status, limits)};
}

} // namespace sweep
