#include "io/processes/child_program.hpp"

#include <poll.h>
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
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

constexpr int patience_ms = 10'000; // until a program on a slow file system has started

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
  const ssize_t count = ::read(lifeline, ignored.data(), ignored.size());
  return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
}

ChildProgram::ChildProgram(std::vector<std::string> arguments) : path_(arguments.front()) {
  Pipe input;
  Pipe output;
  process_ = spawn(std::move(arguments), input.read_end.get(), output.write_end.get());
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
    const int found = poll(&ready, 1, patience_ms);
    if (found < 0 && errno == EINTR) { // a signal is no end of what is waited for
      continue;
    }
    if (found <= 0 || ::read(output_.get(), &letter, 1) <= 0) {
      return {};
    }
    line += letter;
  }
  line.pop_back();
  return line;
}

} // namespace sweep
