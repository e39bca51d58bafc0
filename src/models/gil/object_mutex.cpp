#include "models/gil/object_mutex.hpp"

#include "models/gil/guard.hpp"

namespace sweep {
namespace {

constexpr Instant be_fair_after = 1'000'000; // TIME_TO_BE_FAIR_NS

} // namespace

void ObjectMutex::lock() {
  std::uint8_t seen = 0;
  if (state_.compare_exchange_strong(seen, locked, std::memory_order_acquire, std::memory_order_relaxed)) {
    return;
  }
  const Instant since = platform_.now();
  int spun = 0;
  do {
    while ((seen & locked) != 0) {
      if ((seen & parked) == 0 && spun < spins_) {
        ++spun;
        platform_.yield();
      } else if ((seen & parked) != 0 || state_.compare_exchange_weak(seen, seen | parked)) {
        if (park(since)) {
          return;
        }
      }
      seen = state_.load(std::memory_order_relaxed);
      platform_.step(); // another may take or leave the lock before this thread acts on what it saw
    }
  } while (!state_.compare_exchange_weak(seen, seen | locked, std::memory_order_acquire, std::memory_order_relaxed));
}

/// Returns whether the lock was handed over.
bool ObjectMutex::park(Instant since) {
  std::unique_ptr<Waiter> me;
  {
    const Guard guard(*queue_);
    if (state_.load() != (locked | parked)) {
      return false; // it was unlocked meanwhile
    }
    if (spare_.empty()) {
      spare_.push_back(std::make_unique<Waiter>());
      spare_.back()->woken_up = platform_.make_monitor();
    }
    me = std::move(spare_.back());
    spare_.pop_back();
    me->woken = false;
    me->since = since;
    waiters_.push_back(me.get());
  }
  bool handed_over = false;
  {
    const Guard guard(*me->woken_up);
    while (!me->woken) {
      me->woken_up->wait();
    }
    handed_over = me->handed_over;
  }
  const Guard guard(*queue_);
  spare_.push_back(std::move(me));
  return handed_over;
}

void ObjectMutex::unlock() {
  std::uint8_t seen = locked;
  if (!state_.compare_exchange_strong(seen, 0, std::memory_order_release, std::memory_order_relaxed)) {
    wake_one();
  }
}

void ObjectMutex::wake_one() {
  const Guard guard(*queue_);
  if (waiters_.empty()) { // it is about to park, and will see that the lock is free
    state_.store(0, std::memory_order_release);
    return;
  }
  Waiter& first = *waiters_.front();
  waiters_.pop_front();
  const bool hand_over = platform_.now() - first.since > be_fair_after;
  state_.store(static_cast<std::uint8_t>((hand_over ? locked : 0) | (waiters_.empty() ? 0 : parked)),
               std::memory_order_release);
  const Guard also(*first.woken_up);
  first.handed_over = hand_over;
  first.woken = true;
  first.woken_up->signal();
}

} // namespace sweep
