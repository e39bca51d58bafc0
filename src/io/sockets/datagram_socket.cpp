#include "io/sockets/datagram_socket.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

std::string name_of(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

} // namespace

DatagramSocket::DatagramSocket(std::uint16_t port, Seconds timeout) : port_(port), timeout_(timeout) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string failure = socket_.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address,
                                              Blocking::yes, timeout, Carries::datagrams);
  if (!failure.empty()) {
    throw SystemError("connect to", name_of(port), failure);
  }
}

DatagramTransfer DatagramSocket::send(std::span<std::byte> datagram) {
  return {*this, Reactor::Direction::write, datagram};
}

DatagramTransfer DatagramSocket::receive(std::span<std::byte> room) {
  return {*this, Reactor::Direction::read, room};
}

bool DatagramTransfer::start(Reactor& reactor, std::coroutine_handle<> task) {
  reactor_ = &reactor;
  task_ = task;
  attempt(MSG_DONTWAIT);
  if (!would_block()) {
    return false;
  }
  deadline_ = now() + static_cast<Instant>(socket_->timeout_ * 1e9);
  wait();
  return true;
}

std::optional<std::size_t> DatagramTransfer::result() const {
  if (refusal_) {
    std::rethrow_exception(refusal_);
  }
  if (would_block()) {
    return std::nullopt;
  }
  if (error_ != 0) {
    throw SystemError(direction_ == Reactor::Direction::read ? "receive a datagram from" : "send a datagram to",
                      name_of(socket_->port_),
                      std::system_category().message(error_) +
                          (error_ == ECONNREFUSED ? "; nobody listens there" : ""));
  }
  return moved_;
}

void DatagramTransfer::attempt(int flags) {
  const int descriptor = socket_->socket_.descriptor();
  ssize_t count = -1;
  do {
    count = direction_ == Reactor::Direction::read
                ? recv(descriptor, bytes_.data(), bytes_.size(), flags | MSG_TRUNC) // to learn of what had no room
                : send(descriptor, bytes_.data(), bytes_.size(), flags | MSG_NOSIGNAL);
  } while (count < 0 && errno == EINTR);
  error_ = count < 0 ? errno : 0;
  moved_ = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
}

/// Also when a blocking call has timed out.
bool DatagramTransfer::would_block() const {
  return error_ == EAGAIN || error_ == EWOULDBLOCK;
}

void DatagramTransfer::wait() {
  if (!socket_->watch_) {
    socket_->watch_ = reactor_->watch(socket_->socket_.descriptor());
  }
  socket_->watch_->wait(direction_, deadline_, *this);
}

void DatagramTransfer::ready() noexcept {
  try {
    attempt(MSG_DONTWAIT);
    if (would_block()) {
      return wait();
    }
  } catch (...) {
    refusal_ = std::current_exception();
  }
  reactor_->resume(task_);
}

} // namespace sweep
