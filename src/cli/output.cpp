#include "cli/output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <string>
#include <utility>

#include "core/errors.hpp"
#include "core/utf8.hpp"

namespace sweep {
namespace {

constexpr const char* warning = "warning: ";

std::string failure_line(std::string_view text) {
  return "sweep: " + printable_lines(text) + '\n';
}

} // namespace

void hold_standard_streams() {
  // Standard input and output are opened the wrong way round, so that their use is still an error.
  constexpr std::array<std::pair<int, int>, 3> streams{
      {{STDIN_FILENO, O_WRONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_WRONLY}}};
  for (const auto& [descriptor, mode] : streams) {
    if (fcntl(descriptor, F_GETFD) < 0) {
      open("/dev/null", mode); // takes the lowest number that is free: this one
    }
  }
}

bool print(std::string_view text) {
  errno = 0;
  const bool arrived = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!arrived && errno != EPIPE) {
    throw system_error_from_errno("write to", "standard output");
  }
  return arrived;
}

bool say(std::string_view text) {
  return print(printable_lines(text));
}

void remark(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void report_failure(std::string_view text) {
  remark(failure_line(text));
}

void report_warning(std::string_view text) {
  report_failure(warning + std::string(text));
}

void report_warning_at_once(std::string_view text) noexcept {
  try {
    const std::string line = failure_line(warning + std::string(text));
    pollfd stream{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    if (::poll(&stream, 1, 0) == 1 && (stream.revents & POLLOUT) != 0) { // a pipe then has room for PIPE_BUF bytes
      [[maybe_unused]] const ssize_t written =
          ::write(STDERR_FILENO, line.data(), std::min<std::size_t>(line.size(), PIPE_BUF));
    }
  } catch (...) { // there is no memory for the line
  }
}

} // namespace sweep
