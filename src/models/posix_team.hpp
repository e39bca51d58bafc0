#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace sweep {

/// POSIX threads 1 … threads-1 of a team whose thread 0 is the one that makes it.
class PosixTeam {
 public:
  /// Starts them, each to run `work(index)`, which must not throw and must outlive this. When one cannot be started,
  /// `give_up` is called so that those which run come to their end, and once they have, a SystemError thrown that says
  /// which one it was and what to raise.
  /// @param stack  bytes of each thread's stack; 0: the system's default (`ulimit -s`)
  PosixTeam(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
            const std::function<void()>& give_up);

  /// Waits for the end of all of them.
  ~PosixTeam();
  PosixTeam(const PosixTeam&) = delete;
  PosixTeam& operator=(const PosixTeam&) = delete;

 private:
  struct Member;
  void join();

  std::unique_ptr<Member[]> members_;
  std::size_t started_ = 0;
};

/// Runs `work(index)` for every index in 0 … threads-1: 0 on the calling thread, each other one on a POSIX thread that
/// is started for it and joined. Returns once all are joined. Else as PosixTeam.
void run_posix_team(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
                    const std::function<void()>& give_up);

/// Bytes of a stack of a thread started with `stack`.
std::int64_t stack_bytes(std::int64_t stack);

} // namespace sweep
