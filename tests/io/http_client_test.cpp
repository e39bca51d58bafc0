// io/http_client.hpp and io/http_exchange.hpp: documents that arrive, in whatever pieces, and connections that are used
// again. What goes wrong is in http_failure_test.cpp.

#include "io/http_client.hpp"

#include <sys/resource.h>

#include "fetching.hpp"

namespace sweep {
namespace {

using test::always;
using test::answer_with;
using test::once;
using test::Peer;

constexpr Instant moment = 500'000; // 0.5 ms, so that pieces are likely to arrive by themselves

class HttpClientTest : public test::Fetching {};
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
  const std::string answer = answer_with("hello", "Content-Type: text/plain\r\n");
  serve({[answer](Peer& peer) {
    for (std::size_t cut = 1; !peer.request().empty(); ++cut) {
      peer.send(answer.substr(0, cut));
      sleep_until(now() + moment);
      peer.send(answer.substr(cut));
    }
  }});
  for (std::size_t cut = 1; cut < answer.size(); ++cut) {
    SCOPED_TRACE(cut);
    expect_body(cut, "hello");
  }
  EXPECT_EQ(server().connections(), 1);
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
