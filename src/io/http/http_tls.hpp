#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/http/http_moved.hpp"

namespace sweep {

/// What the encrypted connections to one server have in common: TLS 1.2 or later, by OpenSSL. The server must prove by
/// its certificate that it is `host`, to an authority that this machine knows: those of the system, or where they are
/// set those of SSL_CERT_FILE and SSL_CERT_DIR. Nothing turns that off. Any number of threads.
class HttpTls {
 public:
  class Session;

  /// @param host  a name, or an address without brackets. Throws SystemError.
  explicit HttpTls(std::string host);
  ~HttpTls();
  HttpTls(const HttpTls&) = delete;
  HttpTls& operator=(const HttpTls&) = delete;

  /// On a socket that does not block and outlives the session. Throws SystemError.
  std::unique_ptr<Session> begin(int descriptor) const;

 private:
  class Context;

  std::string host_;
  std::unique_ptr<Context> context_;
};

/// One connection; sending and receiving also carry the handshake on. What goes wrong is told in words, and so is an
/// end of the connection that TLS was not told of: something may be missing.
class HttpTls::Session {
 public:
  virtual ~Session() = default;
  virtual Moved send(std::string_view bytes) = 0;
  virtual Moved receive(std::span<char> to) = 0;

  /// Whether something was received that nobody asked for.
  virtual bool has_more() const = 0;
};

} // namespace sweep
