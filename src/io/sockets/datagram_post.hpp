#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {

/// Where a DatagramPost is reached: an IPv4 address and a port.
struct PostAddress {
  std::uint32_t host = 0; ///< In the network's byte order.
  std::uint16_t port = 0;

  bool operator==(const PostAddress&) const = default;
};

/// A UDP socket on a port of its own, on all interfaces of this host: sends to and receives from any other, and may
/// lose what it is given. Used by one thread, which another one may wake.
class DatagramPost {
 public:
  /// Throws SystemError.
  DatagramPost();

  /// By which others reach it: one for each interface, the loopback's last.
  std::vector<PostAddress> addresses() const;

  /// What the network refuses now is lost, as what it drops on its way is.
  void send(const PostAddress& to, std::span<const std::byte> datagram) noexcept;

  /// The next datagram that has come, at most `room` of it; none where there is none.
  std::optional<std::span<std::byte>> receive(std::span<std::byte> room) noexcept;

  /// Waits until something has come, wake() was called, or `longest` has passed.
  void wait(Seconds longest) noexcept;

  /// Has wait() return, the present one or the next; from any thread, and from handlers of signals.
  void wake() noexcept;

  /// Takes back what wake() has done so far; otherwise wait() never waits again.
  void calm() noexcept;

 private:
  Descriptor socket_;
  Descriptor alarm_;
  std::uint16_t port_ = 0;
};

} // namespace sweep
