#pragma once

#include <sys/timerfd.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cstdint>

#include "core/clock.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace { // compiled once a backend: see asio_poller.hpp

/// Wakes the context at an instant: a timer of the kernel's behind a descriptor. run_one_for() would round up to the
/// next millisecond, and Asio's own timers on io_uring keep the processor busy until they are due (Asio 1.22,
/// Linux 6.18).
class Alarm {
 public:
  explicit Alarm(asio::io_context& context) : descriptor_(context, new_timer()) { listen(); }

  void set(Instant instant) {
    constexpr Instant second = 1'000'000'000;
    const itimerspec once{.it_interval = {}, .it_value = {.tv_sec = instant / second, .tv_nsec = instant % second}};
    timerfd_settime(descriptor_.native_handle(), TFD_TIMER_ABSTIME, &once, nullptr);
  }

 private:
  static int new_timer() {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (timer < 0) {
      throw system_error_from_errno("make", "a timer (too many open files: raise `ulimit -n`)");
    }
    return timer;
  }

  void listen() {
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const asio::error_code& error) {
      if (!error) {
        std::uint64_t rings = 0;
        [[maybe_unused]] const ssize_t count = ::read(descriptor_.native_handle(), &rings, sizeof rings);
        listen();
      }
    });
  }

  asio::posix::stream_descriptor descriptor_;
};

} // namespace
} // namespace sweep
