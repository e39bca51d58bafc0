#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// What happens next in a simulation, in order of time; of what happens at the same time, lower `who` first.
class EventQueue {
 public:
  struct Event {
    Instant time;
    std::uint64_t who;

    bool operator>(const Event& other) const { return time != other.time ? time > other.time : who > other.who; }
  };

  void add(Instant time, std::uint64_t who) { events_.push({time, who}); }
  bool empty() const { return events_.empty(); }

  Event take() {
    const Event next = events_.top();
    events_.pop();
    return next;
  }

 private:
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

} // namespace sweep
