#pragma once

#include <csignal>
#include <functional>
#include <random>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace sweep::test {

/// Calls `write_next` over and over in a child process that is killed at a random moment after its first write.
inline void kill_a_writer(std::mt19937& random, const std::function<void()>& write_next) {
  int first_write[2];
  if (pipe(first_write) != 0) {
    throw std::runtime_error("pipe");
  }
  const pid_t child = fork();
  if (child < 0) {
    throw std::runtime_error("fork");
  }
  if (child == 0) {
    close(first_write[0]);
    write_next();
    close(first_write[1]);
    for (;;) {
      write_next();
    }
  }
  close(first_write[1]);
  char nothing = 0;
  const bool ended = ::read(first_write[0], &nothing, 1) == 0;
  close(first_write[0]);
  usleep(static_cast<useconds_t>(random() % 20'000));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (!ended || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
    throw std::runtime_error("the writer ended by itself");
  }
}

} // namespace sweep::test
