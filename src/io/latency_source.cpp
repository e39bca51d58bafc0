#include "io/latency_source.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "core/parameter.hpp"

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
  int take_write_end() { return std::exchange(ends_[1], -1); }
  void close_write_end() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) {
      close(std::exchange(ends_.at(end), -1));
    }
  }

  std::array<int, 2> ends_{-1, -1};
};

std::filesystem::path program() {
  std::error_code ignored;
  const std::filesystem::path beside =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "latency_source";
  return std::filesystem::exists(beside, ignored) ? beside : std::filesystem::path(SWEEP_LATENCY_SOURCE);
}

std::vector<std::string> arguments_for(const DocumentSeries& series, const LatencyRule& rule) {
  return {program().string(),
          "--seed=" + std::to_string(series.seed),
          "--size=" + std::to_string(series.size),
          "--latency=" + to_string(Value(rule.mean)),
          "--distribution=" + std::string(name(rule.distribution)),
          "--sigma=" + to_string(Value(rule.sigma)),
          "--depth=" + std::to_string(rule.depth)};
}

/// Starts it with these as standard input and output, in a process group of its own: Ctrl-C is not meant for it.
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
    throw SystemError("start", pointers.front(),
                      std::system_category().message(error) + "; build it with jobs/build.sh, beside sweep");
  }
  return process;
}

/// The line that the program prints once it listens; empty when it ended or takes too long.
std::string read_line(int descriptor) {
  std::string line;
  for (char letter = 0; letter != '\n';) {
    pollfd ready{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, patience_ms) <= 0 || read(descriptor, &letter, 1) <= 0) {
      return {};
    }
    line += letter;
  }
  line.pop_back();
  return line;
}

} // namespace

std::string introduction(const DocumentSeries& series) {
  return R"({"program":"sweep latency source","seed":)" + std::to_string(series.seed) + R"(,"size":)" +
         std::to_string(series.size) + ",";
}

LatencySource::LatencySource(const DocumentSeries& series, const LatencyRule& rule) {
  Pipe input;
  Pipe output;
  const std::vector<std::string> arguments = arguments_for(series, rule);
  process_ = start(arguments, input.read_end(), output.write_end());
  lifeline_ = input.take_write_end();
  output.close_write_end();
  const std::string port = read_line(output.read_end());
  if (port.empty()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    close(lifeline_);
    throw SystemError("start", arguments.front(), "it ended, or did not say in 10 s where it listens");
  }
  address_ = "http://127.0.0.1:" + port + "/{n}.json";
}

LatencySource::~LatencySource() {
  close(lifeline_);
  constexpr int looks = 100;
  constexpr Instant between = 10'000'000; // 10 ms
  for (int look = 0; look < looks && alive(); ++look) {
    sleep_until(now() + between);
  }
  if (alive()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
}

bool LatencySource::alive() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) != 0) { // it has ended, or is nobody's child any more
    process_ = -1;
  }
  return process_ > 0;
}

} // namespace sweep
