#include "io/processes/child_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include "core/clock.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int patience_ms = 10'000; // until a program on a slow file system has started

/// A pipe whose ends no other program inherits.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw system_error_from_errno("make", "a pipe");
    }
    read_end = Descriptor(ends[0]);
    write_end = Descriptor(ends[1]);
  }

  Descriptor read_end;
  Descriptor write_end;
};

/// Starts it with these as standard input and output, in a process group of its own.
pid_t start(std::vector<std::string> arguments, int input, int output) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1); // whatever MPI left open
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t defaults{}; // what main() ignores, a program beside it does not
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  pid_t process = -1;
  const int error = posix_spawn(&process, pointers.front(), &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw SystemError("start", pointers.front(), std::system_category().message(error));
  }
  return process;
}

} // namespace

std::string program_beside(const std::string& name, const char* built) {
  std::error_code ignored;
  const std::filesystem::path beside = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name;
  return std::filesystem::exists(beside, ignored) ? beside.string() : built;
}

bool write_line(int descriptor, const std::string& text) {
  const std::string line = text + '\n';
  return write_all(descriptor, std::as_bytes(std::span(line))).error == 0;
}

bool has_ended(int lifeline) {
  std::array<char, 64> ignored; // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  const ssize_t count = read(lifeline, ignored.data(), ignored.size());
  return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
}

ChildProgram::ChildProgram(std::vector<std::string> arguments) : path_(arguments.front()) {
  Pipe input;
  Pipe output;
  process_ = start(std::move(arguments), input.read_end.get(), output.write_end.get());
  input_ = std::move(input.write_end);
  output_ = std::move(output.read_end);
}

ChildProgram::~ChildProgram() {
  input_.close();
  constexpr int looks = 200;
  constexpr Instant between = 5'000'000; // 5 ms
  for (int look = 0; look < looks && alive(); ++look) {
    sleep_until(now() + (look == 0 ? between / 5 : between));
  }
  if (alive()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
}

bool ChildProgram::alive() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) != 0) { // it has ended, or is nobody's child any more
    process_ = -1;
  }
  return process_ > 0;
}

void ChildProgram::tell(const std::string& line) const {
  if (!write_line(input_.get(), line)) {
    throw system_error_from_errno("write to", "a program beside this one");
  }
}

std::string ChildProgram::first_line(const std::string& what) {
  std::string line = read_line();
  if (line.empty()) {
    throw SystemError("start", path_,
                      "it ended, or did not say in 10 s " + what + "; build it with jobs/build.sh, beside sweep");
  }
  return line;
}

/// Empty when it has ended or prints none for too long.
std::string ChildProgram::read_line() {
  std::string line;
  for (char letter = 0; letter != '\n';) {
    pollfd ready{.fd = output_.get(), .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, patience_ms) <= 0 || read(output_.get(), &letter, 1) <= 0) {
      return {};
    }
    line += letter;
  }
  line.pop_back();
  return line;
}

} // namespace sweep
