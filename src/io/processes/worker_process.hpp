#pragma once

#include <sys/types.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {

/// A process that is fed through one pipe and answers through another, as those of Python's ProcessPoolExecutor. It
/// ends with this process, however that ends. Made and used by one thread.
class WorkerProcess {
 public:
  /// A copy of this process, which closes `siblings`, the descriptors here of other workers, calls `work` with those of
  /// its own requests and answers, and ends when `work` does, which must not throw. Safe beside MPI and other threads
  /// as long as `work` calls neither MPI nor OpenMP: of this process' threads only the calling one is in the copy, the
  /// C library makes its own locks usable again (fork(2), pthread_atfork), nobody touches MPI's, and the copy ends by
  /// _exit(), which runs no destructor of theirs. Throws SystemError where no process can be started.
  static WorkerProcess forked(const std::function<void(int requests, int answers)>& work,
                              std::span<const int> siblings);

  /// A program, with requests as its standard input and answers as its standard output, in an environment without what
  /// the launcher told this rank. Throws SystemError.
  static WorkerProcess spawned(std::vector<std::string> arguments);

  WorkerProcess(WorkerProcess&&) noexcept;
  WorkerProcess& operator=(WorkerProcess&&) noexcept;
  ~WorkerProcess(); ///< Kills it if it has not been waited for.

  int requests() const { return requests_.get(); } ///< Written here.
  int answers() const { return answers_.get(); }   ///< Read here, at its end once the process has ended.

  /// How it ended, and the processor time that it used.
  struct End {
    std::string words; ///< "was ended by SIGKILL (Killed)", "ended with exit code 3"
    Seconds processor = 0;
  };

  /// Waits until it has ended.
  End wait();

 private:
  WorkerProcess(pid_t process, Descriptor requests, Descriptor answers);

  pid_t process_; ///< -1: it was waited for.
  Descriptor requests_;
  Descriptor answers_;
};

} // namespace sweep
