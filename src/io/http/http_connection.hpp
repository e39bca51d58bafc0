#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/http/http_moved.hpp"
#include "io/http/http_tls.hpp"
#include "io/sockets/socket.hpp"

namespace sweep {

/// A connection to an HTTP server, or none. One thread at a time.
class HttpConnection {
 public:
  bool is_open() const { return socket_.is_open(); }
  int descriptor() const { return socket_.descriptor(); }
  void close();

  /// See Socket::connect(). @param tls  encrypts what is sent; then no call blocks. Null where nothing does
  std::string connect(const sockaddr* address, socklen_t size, Blocking blocking, Seconds timeout, const HttpTls* tls);

  /// Whether something was sent on it: what goes wrong before belongs to connecting.
  bool is_established() const { return established_; }

  Moved send(std::string_view bytes);

  /// Waits until the socket can be read, or written. Returns whether it can before `deadline`.
  bool wait(bool to_write, Instant deadline) const;

  /// Looks at what has come, more than `known` bytes of it, and leaves it there.
  Moved peek(std::span<char> to, std::size_t known);

  /// Drops the first `bytes`, which were looked at.
  void drop(std::size_t bytes);

  Moved receive(std::span<char> to);

  /// That many bytes at least are still to come: how few of them are not worth waking up for.
  void expect(std::size_t bytes);

  /// Whether what has come may be left in the kernel while more comes: not where calls block, nor where it is
  /// encrypted.
  bool keeps() const { return !session_ && socket_.blocking() == Blocking::no; }

  /// Whether so many bytes wait in the kernel.
  bool holds(std::size_t bytes) const { return socket_.available() >= bytes; }

  /// Whether something was received that nobody asked for.
  bool has_more() const;

 private:
  Moved decrypt_ahead(std::span<char> to, std::size_t known);
  void tell_from(std::size_t bytes);

  Socket socket_;
  std::unique_ptr<HttpTls::Session> session_; ///< On the socket, so destroyed before it.
  std::string ahead_;                         ///< What it has decrypted and was only looked at.
  bool established_ = false;
  std::size_t told_from_ = 1;
};

} // namespace sweep
