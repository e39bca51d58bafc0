#pragma once

#include <atomic>
#include <limits>
#include <memory>

#include "models/gil/interpreter_lock.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// A mutex in place of an interpreter lock: what CPython's is not. Its holder unlocks and locks it again at the first
/// safe point after `interval`, without waiting for anybody.
class MutexLock final : public InterpreterLock {
 public:
  static constexpr Seconds never = std::numeric_limits<Seconds>::infinity();

  MutexLock(Platform& platform, Seconds interval);

  void take(ThreadState& me) override;
  void drop(ThreadState& me, Leave leave) override;
  void safe_point(ThreadState& me) override;
  bool wants_every_safe_point() const override { return interval_ != never; }
  void close() override;

 private:
  void release();

  Platform& platform_;
  Seconds interval_;
  std::unique_ptr<Monitor> mutex_;
  std::atomic<ThreadState*> last_holder_ = nullptr; ///< Written under mutex_, as the two instants.
  Instant taken_at_ = 0;
  Instant dropped_at_ = 0;
  std::atomic<int> waiting_ = 0;
  std::atomic<bool> closed_ = false;
};

} // namespace sweep
