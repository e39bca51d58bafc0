#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>

namespace sweep::test {

/// What `call` returns, or the words of what it throws, in a child process with these limits of open descriptors.
inline std::string in_child_with_descriptors(rlim_t soft, rlim_t hard, const std::function<std::string()>& call) {
  int answer[2];
  if (pipe2(answer, O_CLOEXEC) != 0) {
    throw std::runtime_error("pipe");
  }
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{.rlim_cur = soft, .rlim_max = hard};
    setrlimit(RLIMIT_NOFILE, &limit);
    std::string words;
    try {
      words = call();
    } catch (const std::exception& error) {
      close(STDIN_FILENO); // the sanitizer that looks at every virtual call wants two descriptors for that
      close(STDOUT_FILENO);
      words = error.what();
    }
    _exit(write(answer[1], words.data(), words.size()) < 0 ? 1 : 0);
  }
  close(answer[1]);
  std::string words;
  for (char letter = 0; read(answer[0], &letter, 1) == 1;) {
    words += letter;
  }
  close(answer[0]);
  waitpid(child, nullptr, 0);
  return words;
}

} // namespace sweep::test
