#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>

#include "core/worker.hpp"
#include "io/sockets/socket.hpp"

namespace sweep {

class DatagramTransfer;

/// A UDP socket that is connected to a port of this machine (127.0.0.1). One task uses it, one transfer at a time;
/// it stays where it is, and is destroyed before the reactor that its transfers were started by.
class DatagramSocket {
 public:
  static constexpr std::size_t largest_datagram = 65'507; // of UDP on IPv4

  /// @param timeout  of each transfer
  /// Throws SystemError.
  DatagramSocket(std::uint16_t port, Seconds timeout);
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  /// The operations that send `datagram`, and receive one, of which what has no room is lost. These bytes must stay.
  DatagramTransfer send(std::span<std::byte> datagram);
  DatagramTransfer receive(std::span<std::byte> room);

  std::uint16_t port() const { return port_; } ///< Of the peer.

 private:
  friend class DatagramTransfer;

  std::uint16_t port_;
  Seconds timeout_;
  Socket socket_;
  std::unique_ptr<Reactor::Watch> watch_; ///< Of the socket, so destroyed before it; null where no reactor is used.
};

/// Sends or receives one datagram: by one blocking system call, or as often as a reactor says that it may be possible.
class DatagramTransfer final : public Operation, private Reactor::Waiter {
 public:
  DatagramTransfer(DatagramSocket& socket, Reactor::Direction direction, std::span<std::byte> bytes)
      : socket_(&socket), direction_(direction), bytes_(bytes) {}

  void block() override { attempt(0); }
  bool start(Reactor& reactor, std::coroutine_handle<> task) override;

  /// How long the datagram is, which may be more than there was room for; none when the time-out has passed.
  /// Throws SystemError when the system refuses, or says that nobody listens at the peer's port.
  std::optional<std::size_t> result() const;

 private:
  void attempt(int flags);
  bool would_block() const;
  void wait();
  void ready() noexcept override;
  void timed_out() noexcept override { reactor_->resume(task_); }

  DatagramSocket* socket_;
  Reactor::Direction direction_;
  std::span<std::byte> bytes_;
  std::size_t moved_ = 0;
  int error_ = 0; ///< An errno.
  Instant deadline_ = 0;
  Reactor* reactor_ = nullptr;
  std::coroutine_handle<> task_;
  std::exception_ptr refusal_; ///< Of the reactor.
};

} // namespace sweep
