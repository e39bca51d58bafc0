#include "io/processes/offspring.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace sweep {

void belong_to(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) { // it has gone before that
    _exit(1);
  }
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
    std::signal(signal, SIG_IGN);
  }
  sigset_t crashes{};
  sigemptyset(&crashes);
  for (const int signal : {SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    std::signal(signal, SIG_DFL);
    sigaddset(&crashes, signal);
  }
  pthread_sigmask(SIG_UNBLOCK, &crashes, nullptr);
}

void end_offspring(bool well) {
  _exit(well ? 0 : 1);
}

} // namespace sweep
