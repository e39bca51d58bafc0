#pragma once

#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scripted_server.hpp"
#include "tls_authority.hpp"

namespace sweep::test {

/// The server's end of an encrypted connection.
class TlsPeer {
 public:
  TlsPeer(SSL_CTX* context, int descriptor) : session_(SSL_new(context)) {
    SSL_set_fd(session_.get(), descriptor);
    accepted_ = SSL_accept(session_.get()) == 1;
  }

  /// Whether the client took part in the handshake to its end.
  bool accepted() const { return accepted_; }

  std::string name() const {
    const char* const name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
  }

  /// See Peer.
  std::string request() {
    constexpr std::string_view end = "\r\n\r\n";
    while (received_.find(end) == std::string::npos) {
      std::array<char, 4096> bytes{};
      const int count = SSL_read(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (count <= 0) {
        return {};
      }
      received_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    const std::size_t size = received_.find(end);
    const std::string request = received_.substr(0, size);
    received_.erase(0, size + end.size());
    return request;
  }

  void send(std::string_view text) {
    if (!text.empty()) {
      SSL_write(session_.get(), text.data(), static_cast<int>(text.size()));
    }
  }

  /// Says that nothing follows; a connection that closes without is cut.
  void end() { SSL_shutdown(session_.get()); }

 private:
  std::unique_ptr<SSL, Free<SSL_free>> session_;
  bool accepted_ = false;
  std::string received_;
};

/// As ScriptedServer, with https. What a client's handshake does not come to an end of is left.
class TlsServer {
 public:
  using Way = std::function<void(TlsPeer&)>;

  TlsServer(TlsIdentity identity, Way way, int newest = TLS1_3_VERSION)
      : identity_(std::move(identity)), context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_cipher_list(context_.get(), "DEFAULT:@SECLEVEL=0"); // for what is old
    SSL_CTX_use_certificate(context_.get(), identity_.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), identity_.key.get());
    server_ =
        std::make_unique<ScriptedServer>(std::vector<ScriptedServer::Way>{[this, way = std::move(way)](Peer& peer) {
          TlsPeer encrypted(context_.get(), peer.descriptor());
          if (encrypted.accepted()) {
            way(encrypted);
          }
        }});
  }

  /// @param host  a name of this machine
  std::string url(const std::string& host) const {
    const std::string plain = server_->url();
    return "https://" + host + plain.substr(plain.rfind(':'));
  }

  int connections() const { return server_->connections(); }

 private:
  TlsIdentity identity_;
  std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context_;
  std::unique_ptr<ScriptedServer> server_;
};

} // namespace sweep::test
