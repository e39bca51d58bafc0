// io/http/http_tls.hpp: documents over https from a server that proves who it is, and from those that do not.

#include "io/http/http_tls.hpp"

#include <csignal>
#include <cstdlib>

#include "../temporary_folder.hpp"
#include "fetching.hpp"
#include "tls_server.hpp"

namespace sweep {
namespace {

using test::answer_with;
using test::in_chunks;
using test::TlsAuthority;
using test::TlsIdentity;
using test::TlsPeer;
using test::TlsServer;

constexpr const char* names = "DNS:localhost,IP:127.0.0.1";

/// The authority that SSL_CERT_FILE names as long as this lives.
class KnownAuthority {
 public:
  KnownAuthority() {
    const std::string file = folder_.path() / "authority.pem";
    authority_.write(file);
    setenv("SSL_CERT_FILE", file.c_str(), 1);
  }
  ~KnownAuthority() { unsetenv("SSL_CERT_FILE"); }
  KnownAuthority(const KnownAuthority&) = delete;
  KnownAuthority& operator=(const KnownAuthority&) = delete;

  TlsIdentity certify(const std::string& whom, long left = TlsAuthority::day) const {
    return authority_.certify(whom, left);
  }

 private:
  test::TemporaryFolder folder_;
  TlsAuthority authority_{"an authority of this test"};
};

class HttpTlsTest : public test::Fetching {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN); // for the server's OpenSSL
    Fetching::SetUp();
  }

  void TearDown() override {
    forget_client();
    server_.reset();
    Fetching::TearDown();
  }

  void serve_encrypted(const TlsServer::Way& way, const std::string& host = "localhost") {
    serve_as(authority_.certify(names), way, host);
  }

  void serve_as(TlsIdentity identity, const TlsServer::Way& way, const std::string& host = "localhost",
                int newest = TLS1_3_VERSION, const HttpClient::Options& options = {.timeout = plenty}) {
    forget_client();
    server_.reset();
    server_ = std::make_unique<TlsServer>(std::move(identity), way, newest);
    ask(server_->url(host), options);
  }

  const KnownAuthority& authority() const { return authority_; }
  const TlsServer& tls_server() const { return *server_; }

 private:
  KnownAuthority authority_;
  std::unique_ptr<TlsServer> server_;
};
INSTANTIATE_TEST_SUITE_P(, HttpTlsTest, test::ways_of_fetching(), test::way_of_fetching);

TlsServer::Way tls_always(const std::string& text) {
  return [text](TlsPeer& peer) {
    while (!peer.request().empty()) {
      peer.send(text);
    }
  };
}

TEST_P(HttpTlsTest, GetsManyDocumentsOverOneConnection) {
  for (const char* host : {"localhost", "127.0.0.1"}) {
    serve_encrypted(tls_always(answer_with("hello")), host);
    for (std::uint64_t n = 0; n < 20; ++n) {
      expect_body(n, "hello");
    }
    EXPECT_EQ(tls_server().connections(), 1);
  }
}

TEST_P(HttpTlsTest, NamesTheHostThatItAsks) {
  std::string name;
  serve_encrypted([&name](TlsPeer& peer) {
    name = peer.name();
    peer.request();
    peer.send(answer_with("hello"));
  });
  expect_body(0, "hello");
  EXPECT_EQ(name, "localhost");
}

TEST_P(HttpTlsTest, ReadsEveryKindOfBody) {
  const std::string body(3'000'000, 'x');
  serve_encrypted(tls_always(answer_with(body)));
  expect_body(0, body);
  expect_body(1, body);
  serve_encrypted(tls_always(answer_with("", "X: " + std::string(20'000, 'x') + "\r\n")));
  expect_body(0, "");
  serve_encrypted(tls_always("HTTP/1.1 103 Early Hints\r\n\r\n" + in_chunks("5\r\nhello\r\n6\r\n, you!\r\n0\r\n\r\n")));
  expect_body(0, "hello, you!");
  expect_body(1, "hello, you!");
  serve_encrypted([](TlsPeer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
    peer.end();
  });
  expect_body(0, "hello");
  expect_body(1, "hello");
}

TEST_P(HttpTlsTest, GetsAnAnswerInRecordsOfOneByte) {
  for (const std::string& answer : {answer_with("hello"), in_chunks("5\r\nhello\r\n0\r\n\r\n")}) {
    serve_encrypted([&answer](TlsPeer& peer) {
      while (!peer.request().empty()) {
        for (const char letter : answer) {
          peer.send({&letter, 1});
        }
      }
    });
    expect_body(0, "hello");
    expect_body(1, "hello");
    EXPECT_EQ(tls_server().connections(), 1);
  }
}

TEST_P(HttpTlsTest, ReplacesAConnectionThatWasClosedSinceItWasUsed) {
  for (const bool told : {true, false}) {
    serve_encrypted([told](TlsPeer& peer) {
      peer.request();
      peer.send(answer_with("hello"));
      if (told) {
        peer.end();
      }
    });
    expect_body(0, "hello");
    expect_body(1, "hello");
    EXPECT_EQ(tls_server().connections(), 2);
  }
}

TEST_P(HttpTlsTest, TakesTls12) {
  serve_as(authority().certify(names), tls_always(answer_with("hello")), "localhost", TLS1_2_VERSION);
  expect_body(0, "hello");
}

TEST_P(HttpTlsTest, RefusesWhatIsOlder) {
  serve_as(authority().certify(names), tls_always(answer_with("hello")), "localhost", TLS1_1_VERSION);
  expect_failure("connecting: TLS: ");
  expect_failure("protocol");
}

TEST_P(HttpTlsTest, RefusesACertificateThatHasExpired) {
  serve_as(authority().certify(names, -1), tls_always(answer_with("hello")));
  expect_failure("connecting: the server's certificate is refused: certificate has expired");
}

TEST_P(HttpTlsTest, RefusesTheCertificateOfAnotherHost) {
  for (const char* others : {"DNS:example.org", "DNS:localhost.example.org", "DNS:*", "IP:127.0.0.2"}) {
    serve_as(authority().certify(others), tls_always(answer_with("hello")));
    expect_failure("connecting: the server's certificate is refused: hostname mismatch");
  }
  for (const char* others : {"IP:127.0.0.2", "DNS:127.0.0.1", "DNS:localhost"}) {
    serve_as(authority().certify(others), tls_always(answer_with("hello")), "127.0.0.1");
    expect_failure("connecting: the server's certificate is refused: IP address mismatch");
  }
}

TEST_P(HttpTlsTest, RefusesACertificateOfAnAuthorityThatNobodyKnows) {
  const TlsAuthority other("an authority of this test"); // the same name proves nothing
  serve_as(other.certify(names), tls_always(answer_with("hello")));
  expect_failure("connecting: the server's certificate is refused: ");
  const TlsAuthority another("another authority");
  serve_as(another.certify(names), tls_always(answer_with("hello")));
  expect_failure("connecting: the server's certificate is refused: unable to get local issuer certificate");
  expect_failure("SSL_CERT_FILE");
}

TEST_P(HttpTlsTest, TakesNoBodyForWholeThatIsCut) {
  for (const std::string& begin : {std::string("HTTP/1.1 200 OK\r\n\r\nhello"), answer_with("hello, you").substr(0, 45),
                                   in_chunks("5\r\nhello\r\n"), std::string("HTTP/1.1 200")}) {
    SCOPED_TRACE(begin);
    serve_encrypted([&begin](TlsPeer& peer) {
      peer.request();
      peer.send(begin);
    });
    expect_failure("the connection ended without TLS being told");
  }
}

TEST_P(HttpTlsTest, FailsWhereTheServerDoesNotSpeakTls) {
  serve({[](test::Peer& peer) { peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"); }});
  const std::string plain = server().url();
  ask("https://localhost" + plain.substr(plain.rfind(':')), {.timeout = plenty});
  expect_failure("connecting: TLS: ");
}

TEST_P(HttpTlsTest, IsNoWholeAnswerWithinTheTimeOut) {
  constexpr Seconds little = 0.3;
  for (const std::string part : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}) {
    serve_as(authority().certify(names),
             [part](TlsPeer& peer) {
               peer.request();
               peer.send(part);
               peer.request(); // until the client closes, which it does by itself
             },
             "localhost", TLS1_3_VERSION, {.timeout = little});
    expect_failure("within the time-out");
  }
}

TEST_P(HttpTlsTest, IsNotLedToHttp) {
  serve_encrypted([this](TlsPeer& peer) {
    peer.request();
    peer.send("HTTP/1.1 302 Found\r\nLocation: http" + tls_server().url("localhost").substr(5) +
              "\r\nContent-Length: 0\r\n\r\n");
  });
  expect_failure("the server says that it is at http://localhost:");
}

} // namespace
} // namespace sweep
