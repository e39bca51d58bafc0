#pragma once

#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../reactor/looping_worker.hpp"
#include "core/errors.hpp"
#include "io/http/http_client.hpp"
#include "scripted_server.hpp"

namespace sweep::test {

/// A reply that outlives its buffer.
struct Fetched {
  std::string failure;
  std::string body;
};

inline Task fetch(HttpClient& client, std::uint64_t n, Worker& worker, Fetched& fetched) {
  const Reply reply = co_await worker.wait(client.fetch(n));
  fetched.failure = reply.failure;
  fetched.body = reply.failure.empty() ? reply.body() : std::string_view();
}

inline std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

/// Each test by blocking calls and by an event loop on each backend. Whatever goes wrong, no descriptor is left open.
class Fetching : public testing::TestWithParam<std::string> {
 protected:
  static constexpr Seconds plenty = 10;

  void SetUp() override {
    const std::string& way = GetParam();
    if (way == "io_uring") {
      try {
        worker_.emplace(make_io_uring_poller());
      } catch (const SystemError& error) {
        GTEST_SKIP() << error.what();
      }
    } else if (way == "epoll") {
      worker_.emplace(make_epoll_poller());
    }
  }

  void TearDown() override {
    if (worker_) {
      EXPECT_EQ(worker_->waiting(), 0);
    }
    client_.reset();
    server_.reset();
    worker_.reset();
    EXPECT_EQ(open_descriptors(), descriptors_before_);
  }

  /// @param ways  see ScriptedServer; they outlive the test's own variables
  void serve(std::vector<ScriptedServer::Way> ways, const HttpClient::Options& options = {.timeout = plenty}) {
    client_.reset();
    server_.reset();
    server_ = std::make_unique<ScriptedServer>(std::move(ways));
    ask(server_->url(), options);
  }

  /// Whom fetch() asks from now on.
  void ask(const std::string& url, const HttpClient::Options& options) {
    client_.reset();
    client_ = std::make_unique<HttpClient>(parse_http_url(url), options);
  }

  void forget_client() { client_.reset(); }

  Fetched fetch(std::uint64_t n) {
    Fetched fetched;
    if (worker_) {
      Task task = test::fetch(*client_, n, *worker_, fetched);
      worker_->run(task);
    } else {
      const Reply reply = client_->fetch_now(n);
      fetched = {.failure = reply.failure, .body = std::string(reply.failure.empty() ? reply.body() : "")};
    }
    return fetched;
  }

  void expect_body(std::uint64_t n, const std::string& body) {
    const Fetched fetched = fetch(n);
    EXPECT_EQ(fetched.failure, "");
    EXPECT_TRUE(fetched.body == body) << fetched.body.size() << " B: " << fetched.body.substr(0, 100);
  }

  void expect_failure(const std::string& words) {
    const Fetched fetched = fetch(0);
    EXPECT_NE(fetched.failure.find(words), std::string::npos) << "'" << fetched.failure << "'";
  }

  const ScriptedServer& server() const { return *server_; }
  HttpClient& client() { return *client_; }
  std::optional<LoopingWorker>& worker() { return worker_; }

 private:
  std::ptrdiff_t descriptors_before_ = open_descriptors();
  std::optional<LoopingWorker> worker_;
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<HttpClient> client_;
};

inline auto ways_of_fetching() {
  return testing::Values(std::string("blocking"), std::string("epoll"), std::string("io_uring"));
}

/// For INSTANTIATE_TEST_SUITE_P: the way's own name.
inline std::string way_of_fetching(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

inline std::string answer_with(const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// @param chunks  as they are sent, the last one too
inline std::string in_chunks(const std::string& chunks, const std::string& fields = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
}

/// Answers each request with `text`, as long as the client asks.
inline ScriptedServer::Way always(const std::string& text) {
  return [text](Peer& peer) {
    while (!peer.request().empty()) {
      peer.send(text);
    }
  };
}

/// Answers the first request with `text` and closes the connection.
inline ScriptedServer::Way once(const std::string& text) {
  return [text](Peer& peer) {
    peer.request();
    peer.send(text);
  };
}

} // namespace sweep::test
