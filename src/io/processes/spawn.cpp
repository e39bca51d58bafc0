#include "io/processes/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// As posix_spawn wants them, ended by a null pointer.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

pid_t spawn(std::vector<std::string>& arguments, char* const* environment, int input, int output, int errors) {
  const std::vector<char*> pointers = pointers_to(arguments);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1); // whatever MPI left open
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t defaults{}; // what main() ignores, a program beside it does not
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  sigset_t none{}; // nor is anything blocked there
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t process = -1;
  const int error = posix_spawn(&process, pointers.front(), &actions, &attributes, pointers.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw SystemError("start", pointers.front(), std::system_category().message(error));
  }
  return process;
}

/// What Open MPI, PMIx, PMI (MPICH, srun) and SLURM tell the processes that they start.
constexpr std::array<std::string_view, 5> launcher_prefixes{"OMPI_", "ORTE_", "PMIX_", "PMI_", "SLURM_"};

} // namespace

Pipe::Pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw system_error_from_errno("make", "a pipe");
  }
  read_end = Descriptor(ends[0]);
  write_end = Descriptor(ends[1]);
}

std::vector<std::string> environment_without_launcher() {
  std::vector<std::string> kept;
  for (char* const* variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (std::ranges::none_of(launcher_prefixes, [text](std::string_view prefix) { return text.starts_with(prefix); })) {
      kept.emplace_back(text);
    }
  }
  return kept;
}

pid_t spawn(std::vector<std::string> arguments, std::vector<std::string> environment, int input, int output,
            int errors) {
  return spawn(arguments, pointers_to(environment).data(), input, output, errors);
}

pid_t spawn(std::vector<std::string> arguments, int input, int output) {
  return spawn(arguments, environ, input, output, STDERR_FILENO);
}

} // namespace sweep
