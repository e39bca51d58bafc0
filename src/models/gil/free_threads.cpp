#include "models/gil/free_threads.hpp"

#include <algorithm>

#include "models/gil/guard.hpp"

namespace sweep {
namespace {

constexpr Instant look_again_after = 1'000'000; // as in stop_the_world()
constexpr std::uint64_t safe_points_a_look = 64;

Instant nanoseconds(Seconds duration) {
  return static_cast<Instant>(duration * 1e9);
}

} // namespace

FreeThreads::FreeThreads(Platform& platform, const FreeThreadCosts& costs)
    : platform_(platform), costs_(costs), world_(platform.make_monitor()), news_(platform.make_monitor()),
      next_pause_(platform.now() + nanoseconds(costs.pause_period)), object_(platform) {}

bool FreeThreads::wants_every_safe_point() const {
  return costs_.shared_references > 0 || costs_.object_locks > 0 || costs_.pause_period > 0;
}

void FreeThreads::take(ThreadState& me) {
  if (!me.registered) {
    const Guard guard(*world_);
    threads_.push_back(&me);
    me.registered = true;
    if (requester_ != nullptr) {
      me.attachment = Attachment::suspended; // who stops the world may have looked already
    }
  }
  attach(me);
  if (closed_.load(std::memory_order_relaxed)) {
    me.attachment = Attachment::detached;
    throw LockClosed();
  }
}

void FreeThreads::attach(ThreadState& me) {
  Attachment seen = Attachment::detached;
  while (!me.attachment.compare_exchange_strong(seen, Attachment::attached)) {
    const Guard guard(*world_);
    ++suspended_;
    while (me.attachment == Attachment::suspended) {
      world_->wait();
    }
    --suspended_;
    seen = Attachment::detached;
  }
}

void FreeThreads::drop(ThreadState& me, Leave leave) {
  me.voluntary_drops += leave == Leave::for_a_while ? 1 : 0;
  if (leave == Leave::for_good) { // before it is detached: nobody is left to let it go if it is suspended then
    const Guard guard(*world_);
    std::erase(threads_, &me);
    me.registered = false;
  }
  me.attachment = Attachment::detached;
}

void FreeThreads::safe_point(ThreadState& me) {
  if (closed_.load(std::memory_order_relaxed)) {
    me.attachment = Attachment::detached;
    throw LockClosed();
  }
  pay(me);
  if (me.asked()) {
    suspend(me);
  } else if (pause_is_due(me)) {
    stop_the_world(me);
  }
}

/// One object of all threads is used as bytecode would use it.
void FreeThreads::pay(ThreadState& me) {
  for (std::int64_t i = 0; i < costs_.shared_references; ++i) {
    count_.add_reference(&me);
    count_.drop_reference(&me);
  }
  for (std::int64_t i = 0; i < costs_.object_locks; ++i) {
    object_.lock();
    object_.unlock();
  }
}

/// Of several threads that find it due, one does it. The clock, which takes as long as a third of an iteration, is
/// looked at now and then.
bool FreeThreads::pause_is_due(ThreadState& me) {
  if (costs_.pause_period <= 0 || ++me.safe_points % safe_points_a_look != 0) {
    return false;
  }
  const Instant now = platform_.now();
  Instant due = next_pause_.load(std::memory_order_relaxed);
  return now >= due && next_pause_.compare_exchange_strong(due, now + nanoseconds(costs_.pause_period));
}

void FreeThreads::suspend(ThreadState& me) {
  {
    const Guard guard(*world_);
    me.withdraw();
    if (requester_ == nullptr) {
      return;
    }
    me.attachment = Attachment::suspended;
  }
  ++me.requested_drops;
  me.gives_way();
  ++me.forced_waits;
  tell_requester();
  attach(me);
  me.goes_on();
}

void FreeThreads::tell_requester() {
  const Guard guard(*news_);
  some_suspended_ = true;
  news_->signal();
}

void FreeThreads::stop_the_world(ThreadState& me) {
  {
    const Guard guard(*world_);
    if (requester_ != nullptr) {
      return;
    }
    requester_ = &me;
  }
  while (!all_suspended(me)) {
    const Guard guard(*news_);
    if (!some_suspended_) {
      news_->wait_until(platform_.now() + look_again_after);
    }
    some_suspended_ = false;
  }
  platform_.step(); // nobody else runs
  for (const Instant end = platform_.now() + nanoseconds(costs_.pause); platform_.now() < end;) {
  }
  start_the_world();
}

bool FreeThreads::all_suspended(const ThreadState& me) {
  const Guard guard(*world_);
  bool all = true;
  for (ThreadState* thread : threads_) {
    Attachment seen = Attachment::detached;
    if (thread != &me && !thread->attachment.compare_exchange_strong(seen, Attachment::suspended) &&
        seen == Attachment::attached) {
      thread->ask();
      all = false;
    }
  }
  return all;
}

void FreeThreads::start_the_world() {
  const Guard guard(*world_);
  for (ThreadState* thread : threads_) {
    Attachment seen = Attachment::suspended;
    thread->attachment.compare_exchange_strong(seen, Attachment::detached);
  }
  requester_ = nullptr;
  for (std::size_t i = 0; i < suspended_; ++i) {
    world_->signal();
  }
}

void FreeThreads::close() {
  const Guard guard(*world_);
  closed_ = true;
  for (ThreadState* thread : threads_) {
    thread->ask();
  }
}

} // namespace sweep
