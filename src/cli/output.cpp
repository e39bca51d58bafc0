#include "cli/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "core/errors.hpp"
#include "core/utf8.hpp"

namespace sweep {

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
  remark("sweep: " + printable_lines(text) + '\n');
}

void report_warning(std::string_view text) {
  report_failure("warning: " + std::string(text));
}

} // namespace sweep
