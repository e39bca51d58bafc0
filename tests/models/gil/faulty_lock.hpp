#pragma once

#include <memory>

#include "models/gil/guard.hpp"
#include "models/gil/interpreter_lock.hpp"
#include "models/gil/platform.hpp"

namespace sweep {

/// IntervalLock's protocol again, bare, with a fault put in: what a model checker has to find.
class FaultyLock final : public InterpreterLock {
 public:
  enum class Fault {
    none,
    keeps_request, ///< Who leaves a closed lock does not withdraw its request; who drops it trusts in that.
    silent_close,  ///< Closing wakes nobody, nor do those that leave.
    keeps_signal,  ///< Who leaves a closed lock does not pass on the signal that woke it.
    no_signal,     ///< Dropping wakes nobody.
    no_mutex,      ///< The flag is looked at and set without a mutex.
    looks_first,   ///< The flag is looked at under the mutex, and set later.
    no_request,    ///< Nobody is asked, and every drop but the last waits for another thread to take the lock.
  };

  FaultyLock(Platform& platform, Fault fault)
      : platform_(platform), fault_(fault), taken_(platform.make_monitor()), switched_(platform.make_monitor()) {}

  void take(ThreadState& me) override {
    if (fault_ == Fault::no_mutex || fault_ == Fault::looks_first) {
      take_carelessly(me);
      return;
    }
    const Guard guard(*taken_);
    bool requested = false;
    while (locked_ && !closed_) {
      const ThreadState* seen = holder_;
      if (!taken_->wait_until(platform_.now() + 1) && locked_ && holder_ == seen) {
        requested_ = requested = fault_ != Fault::no_request;
      }
    }
    if (closed_) {
      leave(requested);
    }
    become_holder(me);
    requested_ = false;
  }

  void drop(ThreadState& me, Leave leave) override {
    release();
    if (leave == Leave::for_a_while && (requested_ || fault_ == Fault::no_request)) {
      wait_for_switch(me);
    }
  }

  void safe_point(ThreadState& me) override {
    if (closed_) {
      release();
      throw LockClosed();
    }
    if (requested_) {
      drop(me, Leave::for_a_while);
      take(me);
    }
  }

  void close() override {
    const Guard guard(*taken_);
    closed_ = true;
    if (fault_ != Fault::silent_close) {
      taken_->signal();
      const Guard also(*switched_);
      switched_->signal();
    }
  }

 private:
  void take_carelessly(ThreadState& me) {
    while (true) {
      if (fault_ == Fault::looks_first) {
        const Guard guard(*taken_);
        if (locked_) {
          taken_->wait_until(platform_.now() + 1);
          continue;
        }
      } else if (locked_) {
        platform_.yield();
        continue;
      }
      platform_.step();
      locked_ = true;
      holder_ = &me;
      return;
    }
  }

  void become_holder(ThreadState& me) {
    const Guard guard(*switched_);
    locked_ = true;
    holder_ = &me;
    switched_->signal();
  }

  [[noreturn]] void leave(bool requested) {
    if (fault_ != Fault::keeps_signal) {
      taken_->signal();
    }
    if (fault_ != Fault::keeps_request && fault_ != Fault::silent_close) {
      requested_ = requested_ && !requested;
      const Guard guard(*switched_);
      switched_->signal();
    }
    throw LockClosed();
  }

  void release() {
    const Guard guard(*taken_);
    locked_ = false;
    if (fault_ != Fault::no_signal) {
      taken_->signal();
    }
  }

  void wait_for_switch(ThreadState& me) {
    const Guard guard(*switched_);
    if (holder_ == &me && (!closed_ || fault_ == Fault::keeps_request)) {
      requested_ = false;
      switched_->wait();
    }
  }

  Platform& platform_;
  Fault fault_;
  std::unique_ptr<Monitor> taken_;
  std::unique_ptr<Monitor> switched_;
  bool locked_ = false;
  bool requested_ = false;
  bool closed_ = false;
  const ThreadState* holder_ = nullptr;
};

} // namespace sweep
