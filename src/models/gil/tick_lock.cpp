#include "models/gil/tick_lock.hpp"

namespace sweep {

TickLock::TickLock(Platform& platform, std::int64_t check_interval, std::int64_t ticks, std::size_t threads)
    : platform_(platform), check_interval_(check_interval), ticks_(ticks), alone_(threads == 1),
      free_(platform.make_semaphore(1)), ticker_(check_interval) {}

void TickLock::take(ThreadState& me) {
  waiting_.fetch_add(1, std::memory_order_relaxed);
  free_->wait();
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  if (closed_) {
    free_->post(); // for the next one that waits
    throw LockClosed();
  }
  if (last_holder_ != &me) {
    last_holder_ = &me;
    ++me.switches;
    if (dropped_at_ != 0) {
      me.note_handover(seconds_between(dropped_at_, platform_.now()));
    }
  }
}

void TickLock::release() {
  dropped_at_ = waiting_.load(std::memory_order_relaxed) > 0 ? platform_.now() : 0;
  free_->post();
}

void TickLock::drop(ThreadState& me, Leave leave) {
  me.voluntary_drops += leave == Leave::for_a_while ? 1 : 0;
  release();
}

void TickLock::safe_point(ThreadState& me) {
  ticker_ -= ticks_;
  if (ticker_ >= 0 && !closed_.load(std::memory_order_relaxed)) {
    return;
  }
  ticker_ = check_interval_;
  if (alone_ && !closed_) {
    return;
  }
  ++me.requested_drops;
  me.gives_way();
  release();
  take(me);
  me.goes_on();
}

/// One post more than there were drops: it travels from one who waits to the next. Its receiver may meet another thread
/// that still holds the lock, but only to leave.
void TickLock::close() {
  closed_ = true;
  free_->post();
}

} // namespace sweep
