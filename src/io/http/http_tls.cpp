#include "io/http/http_tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// The last error of OpenSSL on this thread, in its words; takes it away.
std::string tls_words() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string words = reason != nullptr ? reason : "no reason given";
  ERR_clear_error();
  return words;
}

template <typename Object>
Object* made(Object* object, const char* what) {
  if (object == nullptr) {
    throw SystemError(what, "", tls_words());
  }
  return object;
}

bool is_address(const std::string& host) {
  in6_addr address{}; // of either kind
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// What OpenSSL needs to know of our sockets. Its own would let a peer that is gone end the program by SIGPIPE.

int descriptor_of(BIO* bio) {
  return *static_cast<int*>(BIO_get_data(bio));
}

int write_socket(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    BIO_set_retry_write(bio);
  }
  return static_cast<int>(count);
}

int read_socket(BIO* bio, char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::recv(descriptor_of(bio), bytes, static_cast<std::size_t>(size), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    BIO_set_retry_read(bio);
  } else if (count == 0) {
    BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  }
  return static_cast<int>(count);
}

long control_socket(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_EOF) {
    return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  }
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct FreeMethod {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, FreeMethod> method = [] {
    std::unique_ptr<BIO_METHOD, FreeMethod> made_method(
        made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket"), "make a method of OpenSSL"));
    BIO_meth_set_write(made_method.get(), write_socket);
    BIO_meth_set_read(made_method.get(), read_socket);
    BIO_meth_set_ctrl(made_method.get(), control_socket);
    return made_method;
  }();
  return method.get();
}

struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};

class OpenSslSession final : public HttpTls::Session {
 public:
  OpenSslSession(SSL_CTX* context, const std::string& host, int descriptor)
      : descriptor_(descriptor), session_(made(SSL_new(context), "begin a session of TLS")) {
    BIO* const bio = made(BIO_new(socket_method()), "begin a session of TLS");
    BIO_set_data(bio, &descriptor_);
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio); // whose it is now
    SSL_set_connect_state(session_.get());
    const bool told = is_address(host)
                          ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), host.c_str()) == 1
                          : SSL_set1_host(session_.get(), host.c_str()) == 1 &&
                                SSL_set_tlsext_host_name(session_.get(), host.c_str()) == 1;
    if (!told) {
      throw SystemError("begin a session of TLS with", host, tls_words());
    }
  }

  Moved send(std::string_view bytes) override {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
    return result == 1 ? Moved{.bytes = count} : nothing_moved(result);
  }

  Moved receive(std::span<char> to) override {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(session_.get(), to.data(), to.size(), &count);
    return result == 1 ? Moved{.bytes = count} : nothing_moved(result);
  }

  bool has_more() const override { return SSL_pending(session_.get()) > 0; }

 private:
  Moved nothing_moved(int result) {
    const int error = errno; // before OpenSSL is asked; its words only where they are needed
    switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {.state = Moved::State::wants_read};
    case SSL_ERROR_WANT_WRITE:
      return {.state = Moved::State::wants_write};
    case SSL_ERROR_ZERO_RETURN:
      return {.state = Moved::State::ended};
    case SSL_ERROR_SYSCALL:
      return {.state = Moved::State::failed, .failure = std::system_category().message(error)};
    default:
      return {.state = Moved::State::failed, .failure = refusal()};
    }
  }

  std::string refusal() {
    if (const long verified = SSL_get_verify_result(session_.get()); verified != X509_V_OK) {
      ERR_clear_error();
      return std::string("the server's certificate is refused: ") + X509_verify_cert_error_string(verified) +
             " (authorities are those of the system, or of SSL_CERT_FILE)";
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      ERR_clear_error();
      return "the connection ended without TLS being told (close_notify): something may be missing";
    }
    return "TLS: " + tls_words();
  }

  int descriptor_;
  std::unique_ptr<SSL, FreeSession> session_;
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

} // namespace

class HttpTls::Context {
 public:
  Context() : context_(made(SSL_CTX_new(TLS_client_method()), "start TLS")) {
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_default_verify_paths(context_.get()) != 1) {
      throw SystemError("start", "TLS", tls_words());
    }
  }

  SSL_CTX* get() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, FreeContext> context_;
};

HttpTls::HttpTls(std::string host) : host_(std::move(host)), context_(std::make_unique<Context>()) {}

HttpTls::~HttpTls() = default;

std::unique_ptr<HttpTls::Session> HttpTls::begin(int descriptor) const {
  return std::make_unique<OpenSslSession>(context_->get(), host_, descriptor);
}

} // namespace sweep
