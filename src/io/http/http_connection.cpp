#include "io/http/http_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace sweep {
namespace {

constexpr std::size_t most_awaited = 1U << 19U; ///< Fits into the receive buffer that Socket asks for.

/// What a system call on a socket gave. @param otherwise  what it waits for where it would block
Moved result_of(ssize_t count, Moved::State otherwise) {
  if (count > 0) {
    return {.bytes = static_cast<std::size_t>(count)};
  }
  if (count == 0) {
    return {.state = Moved::State::ended};
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK) {
    return {.state = otherwise};
  }
  return {.state = Moved::State::failed, .failure = std::system_category().message(errno)};
}

template <typename Call>
ssize_t uninterrupted(Call call) {
  ssize_t count = call();
  while (count < 0 && errno == EINTR) {
    count = call();
  }
  return count;
}

} // namespace

void HttpConnection::close() {
  session_.reset();
  ahead_.clear();
  socket_.close();
  established_ = false;
  told_from_ = 1;
}

std::string HttpConnection::connect(const sockaddr* address, socklen_t size, Blocking blocking, Seconds timeout,
                                    const HttpTls* tls) {
  close();
  std::string failure = socket_.connect(address, size, tls != nullptr ? Blocking::no : blocking, timeout);
  if (tls != nullptr && failure.empty()) {
    session_ = tls->begin(descriptor());
  }
  return failure;
}

/// To a connection that is not established yet, sending would block.
Moved HttpConnection::send(std::string_view bytes) {
  Moved moved =
      session_
          ? session_->send(bytes)
          : result_of(uninterrupted([&] { return ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }),
                      Moved::State::wants_write);
  established_ = established_ || moved.state == Moved::State::some;
  return moved;
}

bool HttpConnection::wait(bool to_write, Instant deadline) const {
  pollfd state{.fd = descriptor(), .events = to_write ? short{POLLOUT} : short{POLLIN}, .revents = 0};
  for (Instant left = deadline - now(); left > 0; left = deadline - now()) {
    constexpr Instant millisecond = 1'000'000;
    constexpr Instant longest = 1'000;
    if (poll(&state, 1, static_cast<int>(std::min(longest, left / millisecond + 1))) > 0) {
      return true;
    }
  }
  return false;
}

Moved HttpConnection::peek(std::span<char> to, std::size_t known) {
  if (session_) {
    return decrypt_ahead(to, known);
  }
  tell_from(known + 1);
  Moved moved = result_of(uninterrupted([&] { return recv(descriptor(), to.data(), to.size(), MSG_PEEK); }),
                          Moved::State::wants_read);
  if (moved.state == Moved::State::some && moved.bytes <= known) {
    // What was only looked at never comes to its end by itself.
    const bool ended = socket_.ended() && socket_.available() <= known;
    moved.state = ended ? Moved::State::ended : Moved::State::wants_read;
  }
  return moved;
}

Moved HttpConnection::decrypt_ahead(std::span<char> to, std::size_t known) {
  if (ahead_.size() <= known) {
    Moved moved = session_->receive(to.subspan(0, to.size() - ahead_.size()));
    if (moved.state != Moved::State::some) {
      return moved;
    }
    ahead_.append(to.data(), moved.bytes);
  }
  return {.bytes = ahead_.copy(to.data(), to.size())};
}

void HttpConnection::drop(std::size_t bytes) {
  if (session_) {
    ahead_.erase(0, bytes);
    return;
  }
  uninterrupted([&] { return recv(descriptor(), nullptr, bytes, MSG_TRUNC); });
}

Moved HttpConnection::receive(std::span<char> to) {
  if (session_ && ahead_.empty()) {
    return session_->receive(to);
  }
  if (session_) {
    const std::size_t count = ahead_.copy(to.data(), to.size());
    ahead_.erase(0, count);
    return {.bytes = count};
  }
  return result_of(uninterrupted([&] { return recv(descriptor(), to.data(), to.size(), 0); }),
                   Moved::State::wants_read);
}

bool HttpConnection::has_more() const {
  return session_ ? !ahead_.empty() || session_->has_more() : socket_.available() > 0;
}

void HttpConnection::expect(std::size_t bytes) {
  if (session_) {
    return; // what comes is longer, and not as long as what it hides
  }
  // A blocking recv() that has copied a part would wait for as much again.
  tell_from(socket_.blocking() == Blocking::yes ? 1 : std::clamp<std::size_t>(bytes, 1, most_awaited));
}

void HttpConnection::tell_from(std::size_t bytes) {
  if (bytes != told_from_) {
    socket_.tell_from(bytes);
    told_from_ = bytes;
  }
}

} // namespace sweep
