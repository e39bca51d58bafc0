#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/clock.hpp"
#include "core/lock_report.hpp"

namespace sweep {

/// How long one thread was in each state, and when, where a trace is kept. Used by that thread.
class StateTimes {
 public:
  /// @param room  spans that the trace may have at most
  StateTimes(std::size_t thread, std::size_t room) : thread_(static_cast<std::int32_t>(thread)), room_(room) {}

  /// The thread is in `state` from `instant` on. The first call begins the record.
  void enter(LockState state, Instant instant) {
    leave(instant);
    state_ = state;
    since_ = instant;
  }

  /// Ends the record.
  void stop(Instant instant) {
    leave(instant);
    since_ = 0;
  }

  Seconds in(LockState state) const { return seconds_between(0, times_[static_cast<std::size_t>(state)]); }
  const std::vector<LockSpan>& trace() const { return trace_; }
  std::int64_t untraced() const { return untraced_; }

 private:
  void leave(Instant instant) {
    if (since_ == 0) {
      return;
    }
    times_[static_cast<std::size_t>(state_)] += instant - since_;
    if (trace_.size() < room_) {
      trace_.push_back({.thread = thread_, .state = state_, .begin = since_, .end = instant});
    } else {
      ++untraced_;
    }
  }

  std::int32_t thread_;
  std::size_t room_;
  LockState state_ = LockState::waiting;
  Instant since_ = 0; ///< 0: not begun.
  std::array<Instant, 4> times_{};
  std::vector<LockSpan> trace_;
  std::int64_t untraced_ = 0;
};

} // namespace sweep
