#include "io/processes/worker_process.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/errors.hpp"
#include "io/processes/offspring.hpp"
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

std::string words_of(int status) {
  if (!WIFSIGNALED(status)) {
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
  }
  const int signal = WTERMSIG(status);
  const char* name = sigabbrev_np(signal);
  const char* description = sigdescr_np(signal);
  return name == nullptr ? "was ended by signal " + std::to_string(signal)
                         : std::string("was ended by SIG") + name + " (" + description + ")";
}

Seconds processor_time(const rusage& usage) {
  const timeval& user = usage.ru_utime;
  const timeval& system = usage.ru_stime;
  return static_cast<Seconds>(user.tv_sec + system.tv_sec) + 1e-6 * static_cast<Seconds>(user.tv_usec + system.tv_usec);
}

} // namespace

WorkerProcess::WorkerProcess(pid_t process, Descriptor requests, Descriptor answers)
    : process_(process), requests_(std::move(requests)), answers_(std::move(answers)) {}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)), requests_(std::move(other.requests_)),
      answers_(std::move(other.answers_)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(requests_, other.requests_);
  std::swap(answers_, other.answers_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    wait();
  }
}

WorkerProcess WorkerProcess::forked(const std::function<void(int requests, int answers)>& work,
                                    std::span<const int> siblings) {
  Pipe requests;
  Pipe answers;
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    throw system_error_from_errno("start", "a worker process");
  }
  if (process == 0) {
    belong_to(parent);
    requests.write_end.close();
    answers.read_end.close();
    for (const int sibling : siblings) { // or one would not see the end of its requests
      ::close(sibling);
    }
    work(requests.read_end.get(), answers.write_end.get());
    _exit(0);
  }
  return {process, std::move(requests.write_end), std::move(answers.read_end)};
}

WorkerProcess WorkerProcess::spawned(std::vector<std::string> arguments) {
  Pipe requests;
  Pipe answers;
  const pid_t process =
      spawn(std::move(arguments), environment_without_launcher(), requests.read_end.get(), answers.write_end.get());
  return {process, std::move(requests.write_end), std::move(answers.read_end)};
}

WorkerProcess::End WorkerProcess::wait() {
  int status = 0;
  rusage usage{};
  while (wait4(process_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return {.words = words_of(status), .processor = processor_time(usage)};
}

} // namespace sweep
