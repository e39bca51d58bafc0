#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/gil/platform.hpp"

namespace sweep {

/// The lock of an object in free-threaded CPython (PyMutex, Python/lock.c of CPython 3.13): two bits, locked and
/// "somebody is parked". Who finds it locked yields 40 times, unless somebody is parked already, and then parks.
/// Unlocking wakes the first that is parked, who has to compete for the lock; one that has wanted it for more than
/// 1 ms gets it handed over instead.
///
/// Where this differs from CPython: those parked are in a queue of the object's own, not in one hashed by address.
class ObjectMutex {
 public:
  /// @param spins  how often to yield before parking; CPython: MAX_SPIN_COUNT
  explicit ObjectMutex(Platform& platform, int spins = 40)
      : platform_(platform), spins_(spins), queue_(platform.make_monitor()) {}

  void lock();
  void unlock();

 private:
  static constexpr std::uint8_t locked = 1;
  static constexpr std::uint8_t parked = 2;

  struct Waiter {
    std::unique_ptr<Monitor> woken_up;
    bool woken = false;
    bool handed_over = false;
    Instant since = 0;
  };

  bool park(Instant since);
  void wake_one();

  Platform& platform_;
  int spins_;
  std::atomic<std::uint8_t> state_ = 0;
  std::unique_ptr<Monitor> queue_; ///< Guards the two below.
  std::deque<Waiter*> waiters_;
  std::vector<std::unique_ptr<Waiter>> spare_; ///< Never given back: who wakes one up may still have hold of it.
};

} // namespace sweep
