#include "models/gil/interval_lock.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "models/gil/guard.hpp"
#include "models/gil/policy.hpp"

namespace sweep {

IntervalLock::IntervalLock(Platform& platform, Seconds interval, Switching switching)
    : platform_(platform), interval_(std::max<Instant>(1'000, static_cast<Instant>(interval * 1e9))),
      switching_(switching), taken_(platform.make_monitor()), switched_(platform.make_monitor()) {}

void IntervalLock::take(ThreadState& me) {
  const Guard guard(*taken_);
  if (closed_) {
    leave_closed(false);
  }
  if (locked_) {
    wait_for_turn(me);
    me.note_handover(seconds_between(dropped_at_, platform_.now()));
  }
  become_holder(me);
}

void IntervalLock::wait_for_turn(ThreadState& me) {
  bool requested = false;
  ++waiting_;
  while (locked_) {
    const std::uint64_t seen = switch_number_;
    const bool timed_out = !taken_->wait_until(platform_.now() + interval_);
    if (closed_) {
      --waiting_;
      leave_closed(requested);
    }
    me.timed_out_waits += timed_out ? 1 : 0;
    if (timed_out && locked_ && switch_number_ == seen) {
      request_drop();
      requested = true;
    }
  }
  --waiting_;
}

void IntervalLock::request_drop() {
  drop_request_.store(true, std::memory_order_relaxed);
  last_holder_->ask();
}

void IntervalLock::become_holder(ThreadState& me) {
  {
    const Guard guard(*switched_);
    SWEEP_EXPECT(!locked_);
    locked_ = true;
    if (last_holder_ != &me) {
      last_holder_ = &me;
      ++switch_number_;
      ++me.switches;
    }
    switched_->signal();
  }
  drop_request_.store(false, std::memory_order_relaxed);
  me.withdraw();
}

/// With taken_ held, of a lock that is closed. A request of mine must go with me: its receiver would wait for ever for
/// somebody to take the lock.
void IntervalLock::leave_closed(bool requested) {
  if (requested) {
    drop_request_.store(false, std::memory_order_relaxed);
  }
  taken_->signal();
  {
    const Guard guard(*switched_);
    switched_->signal();
  }
  throw LockClosed();
}

void IntervalLock::release() {
  const Guard guard(*taken_);
  SWEEP_EXPECT(locked_);
  locked_ = false;
  if (waiting_ > 0) {
    dropped_at_ = platform_.now();
  }
  taken_->signal();
}

void IntervalLock::drop(ThreadState& me, Leave leave) {
  me.voluntary_drops += leave == Leave::for_a_while ? 1 : 0;
  release();
  if (leave == Leave::for_a_while) {
    wait_for_switch(me);
  }
}

/// One untimed wait and no loop, as in CPython: a wake-up without a signal is accepted.
void IntervalLock::wait_for_switch(ThreadState& me) {
  if (switching_ == Switching::unforced || !drop_request_.load(std::memory_order_relaxed)) {
    return;
  }
  const Guard guard(*switched_);
  if (last_holder_ == &me && !closed_) {
    drop_request_.store(false, std::memory_order_relaxed);
    ++me.forced_waits;
    switched_->wait();
  }
}

void IntervalLock::safe_point(ThreadState& me) {
  if (closed_) {
    release();
    throw LockClosed();
  }
  if (!drop_request_.load(std::memory_order_relaxed)) {
    return;
  }
  ++me.requested_drops;
  me.gives_way();
  release();
  wait_for_switch(me);
  take(me);
  me.goes_on();
}

void IntervalLock::close() {
  const Guard guard(*taken_);
  closed_ = true;
  if (locked_) {
    last_holder_->ask();
  }
  taken_->signal();
  const Guard also(*switched_);
  switched_->signal();
}

Parameter switch_interval_parameter() {
  return {"switch_interval",
          Kind::duration,
          0.005,
          1e-6,
          1e3,
          {},
          "interval and those like it: how long a thread waits for the lock before it asks (sys.setswitchinterval)"};
}

} // namespace sweep
