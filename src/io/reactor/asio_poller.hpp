#pragma once

// The poller on whatever backend Asio is compiled for. Included by one translation unit a backend, each of which gives
// Asio's namespace a name of its own: Asio chooses its backend by macros, and two of them must live in one program.

// A context is used by the thread that made it alone, so its handlers need no fences, which ThreadSanitizer cannot
// follow.
#define ASIO_DISABLE_FENCED_BLOCK 1 // NOLINT(readability-identifier-naming)

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <set>
#include <utility>

#include "core/errors.hpp"
#include "io/reactor/asio_alarm.hpp"
#include "io/reactor/asio_transfer.hpp"
#include "io/reactor/poller.hpp"

namespace sweep {
namespace {

class AsioPoller final : public Poller {
 public:
  AsioPoller() : work_(asio::make_work_guard(context_)) {}

  std::unique_ptr<Reactor::Watch> watch(int descriptor) override {
    return std::make_unique<Watched>(*this, descriptor);
  }

  std::size_t waiting() const override { return waiting_.size() + transfers_; }

  bool transfer(int descriptor, Reactor::Direction direction, std::uint64_t offset, std::span<std::byte> bytes,
                Reactor::Mover& mover) override {
    const bool started =
        start_transfer(context_, descriptor, direction, offset, bytes, [this, &mover](std::size_t moved, int error) {
          --transfers_;
          mover.moved(moved, error);
        });
    transfers_ += started ? 1U : 0U;
    return started;
  }

  void poll(Instant until) override {
    if (!waiting_.empty()) {
      until = std::min(until, waiting_.begin()->first);
    }
    constexpr Instant longest_sleep = 3'600'000'000'000; // an hour: far from an Instant's largest value
    if (const Instant sleep = until - now(); tell_ready() == 0 && sleep > 0) {
      alarm_.set(now() + std::min(sleep, longest_sleep));
      context_.run_one();
      tell_ready();
    }
    for (const Instant time = now(); !waiting_.empty() && waiting_.begin()->first <= time;) {
      waiting_.begin()->second->time_out();
    }
  }

 private:
  /// How many were told. Not all who ever come: a waiter that waits again for what stays ready would keep the loop
  /// here.
  std::size_t tell_ready() {
    constexpr std::size_t most = 256;
    std::size_t told = 0;
    while (told < most && context_.poll_one() > 0) {
      ++told;
    }
    return told;
  }

  class Watched final : public Reactor::Watch {
   public:
    Watched(AsioPoller& poller, int descriptor) : poller_(poller), descriptor_(poller.context_) {
      asio::error_code error;
      descriptor_.assign(descriptor, error);
      if (error) {
        throw SystemError("watch", "descriptor " + std::to_string(descriptor), error.message());
      }
    }

    ~Watched() override {
      take_waiter();
      descriptor_.release();
    }

    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    void wait(Reactor::Direction direction, Instant deadline, Reactor::Waiter& waiter) override {
      waiter_ = &waiter;
      deadline_ = deadline;
      poller_.waiting_.emplace(deadline, this);
      // Asio tells a wait that was given up of that later, when this object may be gone.
      descriptor_.async_wait(direction == Reactor::Direction::read ? asio::posix::stream_descriptor::wait_read
                                                                   : asio::posix::stream_descriptor::wait_write,
                             [alive = std::weak_ptr(alive_), this](const asio::error_code& error) {
                               if (error != asio::error::operation_aborted && !alive.expired() && waiter_ != nullptr) {
                                 take_waiter()->ready();
                               }
                             });
    }

    void time_out() {
      Reactor::Waiter* waiter = take_waiter();
      asio::error_code ignored;
      descriptor_.cancel(ignored);
      waiter->timed_out();
    }

   private:
    Reactor::Waiter* take_waiter() {
      if (waiter_ != nullptr) {
        poller_.waiting_.erase({deadline_, this});
      }
      return std::exchange(waiter_, nullptr);
    }

    AsioPoller& poller_;
    asio::posix::stream_descriptor descriptor_;
    Reactor::Waiter* waiter_ = nullptr;
    Instant deadline_ = 0;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
  };

  asio::io_context context_{ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  Alarm alarm_{context_};
  std::set<std::pair<Instant, Watched*>> waiting_;
  std::size_t transfers_ = 0;
};

/// @param backend  for the message
inline std::unique_ptr<Poller> make_asio_poller(const char* backend) {
  try {
    return std::make_unique<AsioPoller>();
  } catch (const asio::system_error& error) {
    throw SystemError("start", backend, error.code().message());
  }
}

} // namespace
} // namespace sweep
