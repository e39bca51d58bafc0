#pragma once

#include "core/worker.hpp"

namespace sweep {

/// Waits for a timer. The awaited value is how late the task goes on, in seconds.
class Sleep final : public Operation {
 public:
  explicit Sleep(Seconds duration) : instant_(static_cast<Instant>(duration * 1e9)) {}

  void block() override {
    instant_ += now();
    sleep_until(instant_);
  }

  bool start(Reactor& reactor, std::coroutine_handle<> task) override {
    instant_ += now();
    reactor.resume_at(instant_, task);
    return true;
  }

  Seconds result() const { return seconds_between(instant_, now()); }

 private:
  Instant instant_; ///< The duration in nanoseconds, and once started when it is over: one field, there are many.
};

} // namespace sweep
