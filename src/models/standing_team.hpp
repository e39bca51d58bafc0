#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

#include "models/posix_team.hpp"

namespace sweep {

/// Threads that are ready before they are needed: the caller's and others that sleep until run().
class StandingTeam {
 public:
  /// Throws SystemError where a thread cannot be started.
  /// @param stack  as for PosixTeam
  StandingTeam(std::size_t threads, std::int64_t stack);
  ~StandingTeam();
  StandingTeam(const StandingTeam&) = delete;
  StandingTeam& operator=(const StandingTeam&) = delete;

  /// Runs `work(index)` on each thread, index 0 on the calling one, and returns once all are through. It must not
  /// throw.
  void run(const std::function<void(std::size_t)>& work);

 private:
  void serve(std::size_t index);
  void end();

  std::size_t threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(std::size_t)>* work_ = nullptr; ///< Guarded by mutex_, as are the next three.
  std::uint64_t rounds_ = 0;                               ///< Calls of run() so far.
  std::size_t busy_ = 0;                                   ///< Threads that are not through with the last.
  bool ended_ = false;
  std::function<void(std::size_t)> serve_;
  PosixTeam team_;
};

} // namespace sweep
