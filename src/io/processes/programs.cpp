#include "io/processes/programs.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <span>
#include <sstream>
#include <string_view>

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "io/files/descriptor.hpp"
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

constexpr Instant between_looks = 2'000'000; // 2 ms
constexpr std::size_t longest_output = 64U << 10U;

std::string read_from_start(int descriptor) {
  std::string text(longest_output, '\0');
  const ssize_t bytes = pread(descriptor, text.data(), text.size(), 0);
  text.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  return text;
}

std::string words_of_end(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigdescr_np(WTERMSIG(status));
    return "crashed (" + (name == nullptr ? std::to_string(WTERMSIG(status)) : std::string(name)) + ")";
  }
  return WEXITSTATUS(status) == 0 ? "" : "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

/// Ends as `status` says, by the same signal if need be.
[[noreturn]] void end_alike(int status) {
  if (WIFSIGNALED(status)) {
    sigset_t all{};
    sigfillset(&all);
    std::signal(WTERMSIG(status), SIG_DFL);
    prctl(PR_SET_DUMPABLE, 0); // one core is enough
    sigprocmask(SIG_UNBLOCK, &all, nullptr);
    raise(WTERMSIG(status));
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

sigset_t heeded_signals() {
  sigset_t heeded{};
  sigemptyset(&heeded);
  sigaddset(&heeded, SIGCHLD);
  sigaddset(&heeded, SIGTERM);
  return heeded;
}

/// In a process of its own, with those signals blocked: runs the program, and kills it, with what it started, when this
/// process's parent ends, however that ends, or asks for it by SIGTERM.
[[noreturn]] void watch(const ProgramStart& program, int input, int output, pid_t parent) noexcept {
  setpgid(0, 0); // what a terminal says is the parent's to heed
  const sigset_t heeded = heeded_signals();
  std::signal(SIGCHLD, SIG_DFL); // so that they are kept while they are blocked
  std::signal(SIGTERM, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) { // it has gone before that
    _exit(1);
  }
  pid_t process = -1;
  try {
    process = spawn(program.arguments, program.environment, input, output, output);
  } catch (const SystemError& error) {
    const std::string_view words = error.what();
    write_all(output, std::as_bytes(std::span(words)));
    _exit(127);
  }
  for (int status = 0, signal = 0;;) {
    sigwait(&heeded, &signal);
    const bool ended = waitpid(process, &status, WNOHANG) == process;
    if (ended || signal == SIGTERM) {
      kill(-process, SIGKILL); // all of it, or what it left behind
      end_alike(ended ? status : SIGKILL);
    }
  }
}

/// The process that runs the program and watches over it.
pid_t watcher_of(const ProgramStart& program, int input, int output) {
  const pid_t parent = getpid();
  const sigset_t heeded = heeded_signals();
  sigset_t before{};
  sigprocmask(SIG_BLOCK, &heeded, &before);
  const pid_t watcher = output < 0 || input < 0 ? -1 : fork();
  if (watcher == 0) {
    watch(program, input, output, parent);
  }
  const int error = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  if (watcher < 0) {
    errno = error;
    throw system_error_from_errno("start", program.arguments.front());
  }
  return watcher;
}

/// One that has been started. The destructor ends it.
class Running {
 public:
  Running(const ProgramStart& program, double seconds)
      : seconds_(seconds), last_(now() + static_cast<Instant>(1e9 * seconds)),
        output_(memfd_create("output", MFD_CLOEXEC)), input_(open("/dev/null", O_RDONLY | O_CLOEXEC)),
        watcher_(watcher_of(program, input_.get(), output_.get())) {}

  ~Running() {
    if (watcher_ > 0) {
      end();
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Whether it is over; then `found` says how it ended.
  bool is_over(ProgramEnd& found) {
    int status = 0;
    const pid_t ended = waitpid(watcher_, &status, WNOHANG);
    if (ended == 0 && now() < last_) {
      return false;
    }
    if (ended == 0) {
      end();
      std::ostringstream text;
      text << "took longer than " << seconds_ << " s";
      found.words = text.str();
    } else {
      found.words = ended == watcher_ ? words_of_end(status) : "is nobody's child";
    }
    watcher_ = -1;
    found.well = found.words.empty();
    found.output = read_from_start(output_.get());
    return true;
  }

 private:
  void end() const {
    kill(watcher_, SIGTERM);
    while (waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  double seconds_;
  Instant last_;
  Descriptor output_;
  Descriptor input_;
  pid_t watcher_; ///< The process that runs it, and ends with this one.
};

} // namespace

std::vector<ProgramEnd> run_programs(const std::vector<ProgramStart>& programs, std::size_t at_once, double seconds) {
  std::vector<ProgramEnd> ends(programs.size());
  std::vector<std::pair<std::size_t, std::unique_ptr<Running>>> running;
  std::size_t next = 0;
  while (next < programs.size() || !running.empty()) {
    while (next < programs.size() && running.size() < at_once) {
      try {
        running.emplace_back(next, std::make_unique<Running>(programs[next], seconds));
      } catch (const SystemError& error) {
        ends[next].words = error.what();
      }
      ++next;
    }
    std::erase_if(running, [&](const auto& each) { return each.second->is_over(ends[each.first]); });
    if (!running.empty()) {
      sleep_until(now() + between_looks);
    }
  }
  return ends;
}

} // namespace sweep
