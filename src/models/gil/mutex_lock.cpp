#include "models/gil/mutex_lock.hpp"

namespace sweep {

MutexLock::MutexLock(Platform& platform, Seconds interval)
    : platform_(platform), interval_(interval), mutex_(platform.make_monitor()) {}

void MutexLock::take(ThreadState& me) {
  waiting_.fetch_add(1, std::memory_order_relaxed);
  mutex_->lock();
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  taken_at_ = platform_.now();
  if (last_holder_ != &me) {
    last_holder_ = &me;
    ++me.switches;
    if (dropped_at_ != 0) {
      me.note_handover(seconds_between(dropped_at_, taken_at_));
    }
  }
  if (closed_) {
    release();
    throw LockClosed();
  }
}

void MutexLock::release() {
  dropped_at_ = waiting_.load(std::memory_order_relaxed) > 0 ? platform_.now() : 0;
  mutex_->unlock();
}

void MutexLock::drop(ThreadState& me, Leave leave) {
  me.voluntary_drops += leave == Leave::for_a_while ? 1 : 0;
  release();
}

/// Who has got the lock before this sees itself asked; who gets it later sees that it is closed.
void MutexLock::close() {
  closed_ = true;
  if (ThreadState* const holder = last_holder_) {
    holder->ask();
  }
}

void MutexLock::safe_point(ThreadState& me) {
  if (closed_) {
    release();
    throw LockClosed();
  }
  if (seconds_between(taken_at_, platform_.now()) >= interval_) {
    ++me.requested_drops;
    me.gives_way();
    release();
    take(me);
    me.goes_on();
  }
}

} // namespace sweep
