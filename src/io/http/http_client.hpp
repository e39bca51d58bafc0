#pragma once

#include <sys/socket.h>

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/pool.hpp"
#include "core/worker.hpp"
#include "io/http/http_connection.hpp"
#include "io/http/http_exchange.hpp"
#include "io/http/http_tls.hpp"
#include "io/http/http_turns.hpp"
#include "io/http/http_url.hpp"

namespace sweep {

class Fetch;

/// What a GET gave: a body, or why there is none.
struct Reply {
  std::string failure; ///< Empty when there is a body.
  std::optional<Pool<Buffer>::Lease> content;

  /// Valid as long as this reply, which owns a buffer of the client's pool. Buffer::padding bytes may be read behind
  /// it.
  std::string_view body() const { return (*content)->view(); }
};

/// Fetches numbered documents from one server. Any number of threads, but all of them in blocking calls or all by a
/// reactor: connections kept alive between fetches are of one kind.
class HttpClient {
 public:
  struct Options {
    Seconds timeout;             ///< For one fetch, from connecting to the last byte.
    bool keep_alive = true;      ///< Use connections again.
    std::size_t connections = 0; ///< So many at once at most, and requests; 0: any number.
  };

  /// Looks the host up; throws SystemError when it is unknown.
  HttpClient(HttpUrl url, const Options& options);

  /// The operation that gets document n. The client must outlive it.
  Fetch fetch(std::uint64_t n);

  /// In blocking calls: document n, and what is at "/".
  Reply fetch_now(std::uint64_t n);
  Reply fetch_root();

  /// Sends no request any more that waits for others to end, or comes after them, where there may not be any number.
  void give_up() { turns_.close(); }

  const HttpUrl& url() const { return url_; }

 private:
  friend class Fetch;

  HttpUrl url_;
  Options options_;
  sockaddr_storage address_{};
  socklen_t address_size_ = 0;
  std::unique_ptr<HttpTls> tls_; ///< Null where the URL is one of http://.
  HttpTurns turns_;
  Pool<Buffer> buffers_;
  Pool<HttpConnection> connections_; ///< Open ones, ready for a request, and closed ones.
};

/// One attempt to get a document, also from another place on the same server, if that says so. What the server or the
/// network does wrong is in the reply; a refusal of this machine's system (no more descriptors) throws the SystemError
/// that says what to raise.
class Fetch final : public Operation, private Reactor::Waiter, private HttpTurns::Waiter {
 public:
  Fetch(HttpClient& client, std::string request) : client_(&client), exchange_(client.buffers_, std::move(request)) {}
  Fetch(Fetch&&) = default; ///< Before it is begun.
  Fetch& operator=(Fetch&&) = delete;
  ~Fetch() override {
    if (in_line_) { // else every fetch would look through the line, within the clock
      client_->turns_.forget(*this);
    }
  }

  void block() override;
  bool start(Reactor& reactor, std::coroutine_handle<> task) override;

  /// Also gives the connection back.
  Reply result();

 private:
  void begin(Blocking blocking, HttpTurns::Place place);
  HttpExchange::Step advance();
  bool connect();
  bool goes_on();
  void follow();
  void wait_for(HttpExchange::Step step);
  void go_on() noexcept;
  void admitted(HttpTurns::Place place) noexcept override;
  void ready() noexcept override { go_on(); }
  void timed_out() noexcept override;

  HttpClient* client_;
  HttpExchange exchange_;
  Blocking blocking_ = Blocking::yes;
  bool used_before_ = false;
  bool in_line_ = false; ///< For its turn.
  int redirections_ = 0;
  Instant deadline_ = 0;
  HttpTurns::Place place_;
  std::optional<Pool<HttpConnection>::Lease> connection_;
  Reactor* reactor_ = nullptr;
  std::coroutine_handle<> task_;
  std::unique_ptr<Reactor::Watch> watch_; ///< Of the connection, so destroyed before it.
  std::exception_ptr refusal_;
};

/// Counts failed attempts at one document.
class Attempts {
 public:
  explicit Attempts(std::int64_t retries) : retries_(retries) {}

  /// Notes that an attempt failed. Returns how long to pause before the next one; when there is none left, has the
  /// client give up and throws SystemError with the count and the first failure.
  Seconds failed(HttpClient& client, std::uint64_t n, const std::string& failure);

 private:
  std::int64_t retries_;
  std::int64_t count_ = 0;
  std::string first_;
};

} // namespace sweep
