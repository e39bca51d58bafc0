#pragma once

#include <memory>

#include "core/reactor.hpp"

namespace sweep {

/// Waits for many descriptors at once. One thread.
class Poller {
 public:
  virtual ~Poller() = default;

  /// See Reactor::watch(). The watch must be destroyed before the poller.
  virtual std::unique_ptr<Reactor::Watch> watch(int descriptor) = 0;

  /// See Reactor::transfer().
  virtual bool transfer(int descriptor, Reactor::Direction direction, std::uint64_t offset, std::span<std::byte> bytes,
                        Reactor::Mover& mover) = 0;

  /// How many watches wait and transfers run.
  virtual std::size_t waiting() const = 0;

  /// Tells the waiters whose descriptor is ready (where there are hundreds, some of them) or whose deadline has passed.
  /// Sleeps until there is one, or until `until`; may return earlier.
  virtual void poll(Instant until) = 0;
};

/// Asio on epoll, and on io_uring; both link in one program. Throw SystemError when the kernel refuses.
std::unique_ptr<Poller> make_epoll_poller();
std::unique_ptr<Poller> make_io_uring_poller();

} // namespace sweep
