// io/http/http_client.hpp and io/http/http_exchange.hpp: documents that arrive, in whatever pieces, and connections
// that are used again. What goes wrong is in http_failure_test.cpp.

#include "io/http/http_client.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <latch>
#include <thread>

#include "fetching.hpp"

namespace sweep {
namespace {

using test::always;
using test::answer_with;
using test::in_chunks;
using test::once;
using test::Peer;

constexpr Instant moment = 500'000; // 0.5 ms, so that pieces are likely to arrive by themselves

class HttpClientTest : public test::Fetching {
 protected:
  /// The answer arrives in two pieces, cut after each of its bytes in turn, over one connection.
  void expect_body_however_cut(const std::string& answer, const std::string& body) {
    serve({[answer](Peer& peer) {
      for (std::size_t cut = 1; !peer.request().empty(); ++cut) {
        peer.send(answer.substr(0, cut));
        sleep_until(now() + moment);
        peer.send(answer.substr(cut));
      }
    }});
    for (std::size_t cut = 1; cut < answer.size(); ++cut) {
      SCOPED_TRACE(cut);
      expect_body(cut, body);
    }
    EXPECT_EQ(server().connections(), 1);
  }
};
INSTANTIATE_TEST_SUITE_P(, HttpClientTest, test::ways_of_fetching(), test::way_of_fetching);

/// A server that echoes the number asked for.
void echo(Peer& peer) {
  for (std::string request = peer.request(); !request.empty(); request = peer.request()) {
    const std::size_t first = request.find('/') + 1;
    peer.send(answer_with("document " + request.substr(first, request.find(' ', first) - first)));
  }
}

TEST_P(HttpClientTest, GetsAnAnswerInOnePiece) {
  serve({always(answer_with("hello"))});
  expect_body(0, "hello");
}

TEST_P(HttpClientTest, GetsAnEmptyBody) {
  serve({always(answer_with(""))});
  expect_body(0, "");
  expect_body(1, "");
}

TEST_P(HttpClientTest, AsksForTheDocumentItIsToldTo) {
  serve({echo});
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{17}, ~std::uint64_t{0}}) {
    expect_body(n, "document " + std::to_string(n));
  }
}

TEST_P(HttpClientTest, GetsAnAnswerThatIsCutAtAnyByte) {
  expect_body_however_cut(answer_with("hello", "Content-Type: text/plain\r\n"), "hello");
}

TEST_P(HttpClientTest, GetsAnAnswerByteByByte) {
  serve({[](Peer& peer) {
    peer.request();
    for (const char letter : answer_with("hello")) {
      peer.send({&letter, 1});
      sleep_until(now() + moment / 10);
    }
  }});
  expect_body(0, "hello");
}

TEST_P(HttpClientTest, GetsALongBodyInManyPieces) {
  std::string body;
  while (body.size() < 3'000'000) {
    body += std::to_string(body.size()) + ",";
  }
  const std::string answer = answer_with(body);
  serve({[answer](Peer& peer) {
    while (!peer.request().empty()) {
      for (std::size_t place = 0; place < answer.size(); place += 77'777) {
        peer.send(std::string_view(answer).substr(place, 77'777));
        sleep_until(now() + moment / 10);
      }
    }
  }});
  expect_body(0, body);
  expect_body(1, body);
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, GetsAnAnswerWhoseHeaderIsLong) {
  for (const std::size_t size : {4000U, 4096U, 5000U, 20'000U}) {
    SCOPED_TRACE(size);
    serve({always(answer_with("hello", "X-Long: " + std::string(size, 'x') + "\r\n"))});
    expect_body(0, "hello");
    expect_body(1, "hello");
  }
}

TEST_P(HttpClientTest, ReadsFieldsInAnyCaseAndWithOrWithoutBlanks) {
  serve({always("HTTP/1.1 200 OK\r\nX-Content-Length: 1\r\ncontent-LENGTH:5\r\n\r\nhello")});
  expect_body(0, "hello");
  serve({always("HTTP/1.1 200 \r\nContent-Length: \t 5 \t\r\n\r\nhello")});
  expect_body(0, "hello");
}

TEST_P(HttpClientTest, ReadsABodyWithoutALengthToTheEndOfTheConnection) {
  const std::string body(200'000, 'x');
  for (const std::string version : {"HTTP/1.0", "HTTP/1.1"}) {
    serve({once(version + " 200 OK\r\n\r\n" + body)});
    expect_body(0, body);
    expect_body(1, body);
    EXPECT_EQ(server().connections(), 2);
  }
}

TEST_P(HttpClientTest, ReadsABodyInChunks) {
  for (const std::string chunks :
       {"5\r\nhello\r\n0\r\n\r\n", "1\r\nh\r\n04\r\nello\r\n000\r\n\r\n", "5;a;b=c;d=\"e\"\r\nhello\r\n0;x\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: y\r\nZ: \r\n\r\n"}) {
    SCOPED_TRACE(chunks);
    serve({always(in_chunks(chunks))});
    expect_body(0, "hello");
    expect_body(1, "hello");
    EXPECT_EQ(server().connections(), 1);
  }
  serve({always(in_chunks("0\r\n\r\n"))});
  expect_body(0, "");
  expect_body(1, "");
  serve({always("HTTP/1.1 200 OK\r\ntransfer-encoding:CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n")});
  expect_body(0, "0123456789");
}

TEST_P(HttpClientTest, ReadsABodyInChunksThatAreCutAtAnyByte) {
  expect_body_however_cut(in_chunks("5;name=value\r\nhello\r\n6\r\n, you!\r\n0\r\nX: y\r\n\r\n"), "hello, you!");
}

TEST_P(HttpClientTest, ReadsALongBodyInChunksOfManySizes) {
  std::string body;
  std::string chunks;
  for (std::size_t size = 1; body.size() < 3'000'000; size = size * 3 + 1) {
    const std::string piece(std::min<std::size_t>(size, 1'000'000), static_cast<char>('a' + size % 26));
    std::array<char, 20> digits{};
    std::snprintf(digits.data(), digits.size(), "%zx\r\n", piece.size());
    body += piece;
    chunks += digits.data() + piece + "\r\n";
  }
  serve({always(in_chunks(chunks + "0\r\n\r\n"))});
  expect_body(0, body);
  expect_body(1, body);
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, ReadsNothingBehindTheLastChunkNorTakesThatForTheNextAnswer) {
  serve({[](Peer& peer) {
           peer.request();
           peer.send(in_chunks("5\r\nhello\r\n0\r\n\r\n") + answer_with("wrong"));
           peer.wait_until_client_closes();
         },
         always(answer_with("right"))});
  expect_body(0, "hello");
  expect_body(1, "right");
}

TEST_P(HttpClientTest, WaitsForTheAnswerBehindThoseThatAnnounceIt) {
  serve({always("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" +
                answer_with("hello"))});
  expect_body(0, "hello");
  expect_body(1, "hello");
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, FollowsTheServerToAnotherPlaceOnIt) {
  for (const std::string status :
       {"301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"}) {
    std::string request;
    serve({once("HTTP/1.1 " + status + "\r\nLocation: /there/0?x=1#part\r\nContent-Length: 4\r\n\r\nhere"),
           [&](Peer& peer) {
             request = peer.request();
             peer.send(answer_with("hello"));
           }});
    expect_body(0, "hello");
    EXPECT_EQ(request.find("GET /there/0?x=1 HTTP/1.1\r\n"), 0) << request;
  }
}

TEST_P(HttpClientTest, UsesOneConnectionForManyDocuments) {
  serve({echo});
  for (std::uint64_t n = 0; n < 100; ++n) {
    expect_body(n, "document " + std::to_string(n));
  }
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, OpensAConnectionForEachDocumentWhereItIsNotToKeepThem) {
  std::string request;
  serve({[&](Peer& peer) {
          request = peer.request();
          peer.send(answer_with("hello"));
          peer.wait_until_client_closes();
        }},
        {.timeout = plenty, .keep_alive = false});
  for (int i = 1; i <= 3; ++i) {
    expect_body(0, "hello");
    EXPECT_EQ(server().connections(), i);
    EXPECT_NE(request.find("\r\nConnection: close"), std::string::npos) << request;
  }
}

TEST_P(HttpClientTest, UsesNoConnectionAgainThatTheServerSaysItCloses) {
  for (const std::string& answer :
       {answer_with("hello", "Connection: close\r\n"), answer_with("hello", "connection: CLOSE\r\n"),
        std::string("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")}) {
    serve({[answer](Peer& peer) {
      peer.request();
      peer.send(answer);
      peer.wait_until_client_closes(); // which it does by itself, or the test does not end
    }});
    expect_body(0, "hello");
    expect_body(1, "hello");
    EXPECT_EQ(server().connections(), 2);
  }
}

TEST_P(HttpClientTest, UsesAConnectionOfHttp10AgainWhereTheServerOffersIt) {
  serve({always("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello")});
  expect_body(0, "hello");
  expect_body(1, "hello");
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, ReplacesAConnectionThatWasClosedSinceItWasUsed) {
  serve({once(answer_with("first")), always(answer_with("second"))});
  expect_body(0, "first");
  expect_body(1, "second");
  EXPECT_EQ(server().connections(), 2);
}

TEST_P(HttpClientTest, ReplacesAConnectionThatIsClosedOrResetAtTheSecondRequest) {
  for (const bool reset : {false, true}) {
    serve({[=](Peer& peer) {
             peer.request();
             peer.send(answer_with("first"));
             peer.request();
             reset ? peer.reset() : peer.close();
           },
           always(answer_with("second"))});
    expect_body(0, "first");
    expect_body(1, "second");
    EXPECT_EQ(server().connections(), 2);
  }
}

TEST_P(HttpClientTest, ReadsNothingOfAnAnswerBeyondItsLengthNorTakesThatForTheNext) {
  serve({[](Peer& peer) {
           peer.request();
           peer.send(answer_with("hello") + answer_with("wrong"));
           peer.wait_until_client_closes();
         },
         always(answer_with("right"))});
  expect_body(0, "hello");
  expect_body(1, "right");
}

TEST_P(HttpClientTest, FindsWhatIsAtTheRootInBlockingCalls) {
  if (worker()) {
    return; // connections are of one kind
  }
  std::string request;
  serve({[&](Peer& peer) {
    request = peer.request();
    peer.send(answer_with("root"));
  }});
  const Reply reply = client().fetch_root();
  EXPECT_EQ(reply.failure, "");
  EXPECT_EQ(reply.body(), "root");
  EXPECT_EQ(request.find("GET / HTTP/1.1\r\n"), 0) << request;
}

TEST_P(HttpClientTest, HasManyFetchesOpenAtOnceInALoop) {
  if (!worker()) {
    return;
  }
  constexpr std::size_t count = 50;
  serve({once(answer_with("hello"))}); // one connection after the other: most of them wait
  std::vector<test::Fetched> fetched(count);
  std::vector<Task> tasks;
  for (std::size_t n = 0; n < count; ++n) {
    tasks.push_back(test::fetch(client(), n, *worker(), fetched[n]));
    tasks.back().resume();
  }
  for (Task& task : tasks) {
    worker()->finish(task);
  }
  for (const test::Fetched& each : fetched) {
    EXPECT_EQ(each.failure, "");
    EXPECT_EQ(each.body, "hello");
  }
  EXPECT_EQ(server().connections(), count);
}

TEST_P(HttpClientTest, HasNoMoreRequestsOpenAtOnceThanItMay) {
  constexpr std::size_t count = 50;
  serve({echo}, {.timeout = plenty, .connections = 1});
  if (worker()) {
    std::vector<test::Fetched> fetched(count);
    std::vector<Task> tasks;
    for (std::size_t n = 0; n < count; ++n) {
      tasks.push_back(test::fetch(client(), n, *worker(), fetched[n]));
      tasks.back().resume();
    }
    for (std::size_t n = 0; n < count; ++n) {
      worker()->finish(tasks[n]);
      EXPECT_EQ(fetched[n].body, "document " + std::to_string(n));
    }
  } else {
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < count; ++n) {
      threads.emplace_back([this, n] { expect_body(n, "document " + std::to_string(n)); });
    }
    std::ranges::for_each(threads, &std::thread::join);
  }
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(HttpClientTest, LetsTheNextInWhereAFetchIsDroppedThatWaitsForItsTurn) {
  if (!worker()) {
    return; // there it is waited for
  }
  std::latch dropped(1); // an answer at once would have let it in before
  serve({[&](Peer& peer) {
          dropped.wait();
          echo(peer);
        }},
        {.timeout = plenty, .connections = 1});
  std::vector<test::Fetched> fetched(3);
  std::vector<Task> tasks;
  for (std::size_t n = 0; n < fetched.size(); ++n) {
    tasks.push_back(test::fetch(client(), n, *worker(), fetched[n]));
    tasks.back().resume();
  }
  tasks.erase(tasks.begin() + 1);
  dropped.count_down();
  std::ranges::for_each(tasks, [this](Task& task) { worker()->finish(task); });
  EXPECT_EQ(fetched[0].body, "document 0");
  EXPECT_EQ(fetched[1].body, "");
  EXPECT_EQ(fetched[2].body, "document 2");
}

TEST(HttpClientAddressTest, IsASystemErrorThatNamesAnUnknownHost) {
  try {
    HttpClient(parse_http_url("http://no-such-host.invalid:80/{n}"), {.timeout = 1});
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(std::string(error.what()).find("cannot look up no-such-host.invalid:80: "), 0) << error.what();
  }
}

} // namespace
} // namespace sweep
