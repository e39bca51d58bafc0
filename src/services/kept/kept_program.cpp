#include "services/kept/kept_program.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <string_view>

#include "io/processes/child_program.hpp"
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

/// What jobs/environment.sh sets for ranks, beside what it tells Open MPI.
constexpr std::array<std::string_view, 2> of_ranks{"OMP_WAIT_POLICY=", "SWEEP_LAUNCHED="};

std::vector<std::string> environment_of_a_person() {
  std::vector<std::string> environment = environment_without_launcher();
  std::erase_if(environment, [](const std::string& variable) {
    return std::ranges::any_of(of_ranks, [&](std::string_view prefix) { return variable.starts_with(prefix); });
  });
  return environment;
}

std::vector<std::string> kept(std::vector<std::string> command, const std::string& hardware_threads) {
  std::vector<std::string> all{program_beside("keeper", SWEEP_KEEPER), hardware_threads};
  std::ranges::move(command, std::back_inserter(all));
  return all;
}

} // namespace

KeptProgram::KeptProgram(std::vector<std::string> command, const std::string& hardware_threads) {
  Pipe input;
  Pipe output;
  keeper_ = spawn(kept(std::move(command), hardware_threads), environment_of_a_person(), input.read_end.get(),
                  output.write_end.get());
  input_ = std::move(input.write_end);
  output_ = std::move(output.read_end);
}

KeptProgram::~KeptProgram() {
  if (keeper_ > 0) {
    wait();
  }
}

/// Its end, in order where it ends once nobody has anything more for it to do.
int KeptProgram::wait() {
  constexpr int looks = 200;
  constexpr Instant between = 5'000'000; // 5 ms
  input_.close();
  int status = 0;
  pid_t ended = 0;
  for (int look = 0; look < looks && (ended = waitpid(keeper_, &status, WNOHANG)) == 0; ++look) {
    sleep_until(now() + (look < 5 ? between / 5 : between));
  }
  if (ended == 0) {
    kill(keeper_, SIGTERM);
    waitpid(keeper_, &status, 0);
  }
  keeper_ = -1;
  return status;
}

void KeptProgram::tell(const std::string& line) const {
  write_line(input_.get(), line);
}

KeptProgram::Answer KeptProgram::answer(Seconds patience) {
  const Instant deadline = now() + static_cast<Instant>(patience * 1e9);
  for (;;) {
    if (const std::size_t end = read_.find('\n'); end != std::string::npos) {
      Answer found{.line = read_.substr(0, end)};
      read_.erase(0, end + 1);
      return found;
    }
    constexpr Instant millisecond = 1'000'000;
    constexpr Instant longest = 1'000'000; // that poll() is asked for, ms
    const Instant left = std::clamp<Instant>((deadline - now()) / millisecond, 0, longest);
    pollfd ready{.fd = output_.get(), .events = POLLIN, .revents = 0};
    const int found = poll(&ready, 1, static_cast<int>(left));
    if (found == 0 && now() >= deadline) {
      return {.line = {}, .silence = Silence::too_long};
    }
    std::array<char, 65'536> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): read into
    const ssize_t count = found > 0 ? ::read(output_.get(), bytes.data(), bytes.size()) : -1;
    if (count == 0 || (count < 0 && found > 0 && errno != EINTR)) {
      return {.line = {}, .silence = Silence::ended};
    }
    read_.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

std::string KeptProgram::end() {
  const int status = wait();
  constexpr int signalled = 128;
  const int code = WIFSIGNALED(status) ? signalled + WTERMSIG(status) : WEXITSTATUS(status);
  return code > signalled ? "was killed by signal " + std::to_string(code - signalled)
                          : "ended with exit code " + std::to_string(code);
}

} // namespace sweep
