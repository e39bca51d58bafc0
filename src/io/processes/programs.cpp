#include "io/processes/programs.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>

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

/// One that has been started. The destructor ends it.
class Running {
 public:
  Running(const ProgramStart& program, double seconds)
      : seconds_(seconds), last_(now() + static_cast<Instant>(1e9 * seconds)),
        output_(memfd_create("output", MFD_CLOEXEC)), input_(open("/dev/null", O_RDONLY | O_CLOEXEC)) {
    if (output_.get() < 0 || input_.get() < 0) {
      throw system_error_from_errno("make", "the output of a program");
    }
    process_ = spawn(program.arguments, program.environment, input_.get(), output_.get(), output_.get());
  }

  ~Running() {
    if (process_ > 0) {
      end();
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Whether it is over; then `found` says how it ended.
  bool is_over(ProgramEnd& found) {
    int status = 0;
    const pid_t ended = waitpid(process_, &status, WNOHANG);
    if (ended == 0 && now() < last_) {
      return false;
    }
    if (ended == 0) {
      end();
      std::ostringstream text;
      text << "took longer than " << seconds_ << " s";
      found.words = text.str();
    } else if (ended == process_) {
      found.words = words_of_end(status);
      kill(-process_, SIGKILL); // what it left behind
    } else {
      found.words = "is nobody's child";
    }
    process_ = -1;
    found.well = found.words.empty();
    found.output = read_from_start(output_.get());
    return true;
  }

 private:
  void end() const {
    kill(-process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  double seconds_;
  Instant last_;
  Descriptor output_;
  Descriptor input_;
  pid_t process_ = -1;
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
