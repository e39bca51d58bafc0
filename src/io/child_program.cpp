#include "io/child_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/clock.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int patience_ms = 10'000; // until a program on a slow file system has started

/// A pipe whose ends no other program inherits.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw system_error_from_errno("make", "a pipe");
    }
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  int take_read_end() { return std::exchange(ends_[0], -1); }
  int take_write_end() { return std::exchange(ends_[1], -1); }

 private:
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) {
      close(std::exchange(ends_.at(end), -1));
    }
  }

  std::array<int, 2> ends_{-1, -1};
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
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
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
  return write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

ChildProgram::ChildProgram(std::vector<std::string> arguments) {
  Pipe input;
  Pipe output;
  process_ = start(std::move(arguments), input.read_end(), output.write_end());
  input_ = input.take_write_end();
  output_ = output.take_read_end();
}

ChildProgram::~ChildProgram() {
  close(input_);
  constexpr int looks = 200;
  constexpr Instant between = 5'000'000; // 5 ms
  for (int look = 0; look < looks && alive(); ++look) {
    sleep_until(now() + (look == 0 ? between / 5 : between));
  }
  if (alive()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(output_);
}

bool ChildProgram::alive() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) != 0) { // it has ended, or is nobody's child any more
    process_ = -1;
  }
  return process_ > 0;
}

void ChildProgram::tell(const std::string& line) const {
  if (!write_line(input_, line)) {
    throw system_error_from_errno("write to", "a program beside this one");
  }
}

std::string ChildProgram::read_line() {
  std::string line;
  for (char letter = 0; letter != '\n';) {
    pollfd ready{.fd = output_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, patience_ms) <= 0 || read(output_, &letter, 1) <= 0) {
      return {};
    }
    line += letter;
  }
  line.pop_back();
  return line;
}

} // namespace sweep
