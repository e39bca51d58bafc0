// io/http/http_client.hpp where the server, the network or this machine does something wrong: a failure in words, in
// time, that leaves nothing open and the next fetch well.

#include <latch>

#include "fetching.hpp"

namespace sweep {
namespace {

using test::always;
using test::answer_with;
using test::in_chunks;
using test::once;
using test::Peer;

class HttpFailureTest : public test::Fetching {
 protected:
  /// The first connection goes wrong so, which is told in these words; a second one is well.
  void expect_failure_once(const test::ScriptedServer::Way& wrong, const std::string& words) {
    serve({wrong, always(answer_with("well"))});
    expect_failure(words);
    expect_body(1, "well");
    EXPECT_EQ(server().connections(), 2) << "a connection that went wrong was used again";
  }

  /// Late is what does not begin, and what does not end.
  static void expect_late(const test::Fetched& fetched) {
    EXPECT_TRUE(fetched.failure == "no answer within the time-out" ||
                fetched.failure == "no whole answer within the time-out")
        << "'" << fetched.failure << "'";
  }

  void expect_refusal_of(const std::string& answer, const std::string& words) {
    SCOPED_TRACE(answer.substr(0, 100));
    expect_failure_once(once(answer), words);
    expect_failure_once(always(answer), words);
  }
};
INSTANTIATE_TEST_SUITE_P(, HttpFailureTest, test::ways_of_fetching(), test::way_of_fetching);

TEST_P(HttpFailureTest, IsARefusedConnection) {
  std::string url;
  {
    const test::ScriptedServer gone({once("")});
    url = gone.url();
  }
  HttpClient client(parse_http_url(url), {.timeout = plenty});
  test::Fetched fetched;
  if (worker()) {
    Task task = test::fetch(client, 0, *worker(), fetched);
    worker()->run(task);
  } else {
    fetched.failure = client.fetch_now(0).failure;
  }
  EXPECT_NE(fetched.failure.find("Connection refused"), std::string::npos) << fetched.failure;
}

TEST_P(HttpFailureTest, IsAResetBeforeTheAnswer) {
  expect_failure_once(
      [](Peer& peer) {
        peer.request();
        peer.reset();
      },
      "Connection reset by peer");
}

/// Sends a part, which is likely to have been looked at before the connection is reset.
test::ScriptedServer::Way reset_after(const std::string& part) {
  return [part](Peer& peer) {
    peer.request();
    peer.send(part);
    sleep_until(now() + 2'000'000);
    peer.reset();
  };
}

TEST_P(HttpFailureTest, IsAResetWithinTheAnswer) {
  expect_failure_once(reset_after("HTTP/1.1 200"), "the answer ended within its header");
  expect_failure_once(reset_after("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"), "Connection reset by peer");
  expect_failure_once(reset_after("HTTP/1.1 200 OK\r\n\r\nhalf"), "Connection reset by peer");
}

TEST_P(HttpFailureTest, IsAnEndBeforeTheAnswer) {
  expect_failure_once(once(""), "the server closed the connection without an answer");
}

TEST_P(HttpFailureTest, IsAnEndWithinTheHeader) {
  expect_failure_once(once("HTTP/1.1 200 OK\r\nContent-Len"), "the answer ended within its header");
  expect_failure_once(once("H"), "the answer ended within its header");
}

TEST_P(HttpFailureTest, IsAShortBody) {
  expect_failure_once(once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "the answer ended after 5 of 100 B");
  expect_failure_once(once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), "the answer ended after 0 of 100 B");
  expect_failure_once(once("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(999'999, 'x')),
                      "the answer ended after 999999 of 1000000 B");
}

TEST_P(HttpFailureTest, IsAnyStatusBut200) {
  expect_refusal_of("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
                    "the server answered 500 Internal Server Error");
  expect_refusal_of("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope", "the server answered 404 Not Found");
}

TEST_P(HttpFailureTest, IsAnAnswerThatIsNotHttp) {
  expect_refusal_of("SSH-2.0-OpenSSH_9.2\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of("HTTP/2 200 OK\r\n\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of(std::string(100'000, '\0'), "the answer is not HTTP/1.1");
}

TEST_P(HttpFailureTest, IsAContentLengthThatIsNone) {
  for (const std::string length : {"99999999999999999999999", "-1", "5x", "0x10", "5, 6", "five", "", " "}) {
    expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello",
                      "the answer's Content-Length is no length");
  }
  expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                    "the answer's Content-Length is no length, or contradicts another field");
}

TEST_P(HttpFailureTest, IsABodyThatIsTooLarge) {
  const std::string words = "the answer is longer than the 256 MiB that sweep reads";
  for (const std::string length : {"18446744073709551615", "9223372036854775807", "268435457"}) {
    expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello", words);
  }
  for (const std::string size : {"10000001", "7fffffffffffffff", "ffffffffffffffff"}) {
    expect_refusal_of(in_chunks(size + "\r\nhello"), words);
  }
  expect_refusal_of(in_chunks("5\r\nhello\r\nffffffc\r\nhello"), words); // in sum
}

TEST_P(HttpFailureTest, IsALengthBesideChunks) {
  expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "contradicts another field");
  expect_refusal_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "contradicts another field");
}

TEST_P(HttpFailureTest, IsAnEncodingThatIsNotRead) {
  expect_refusal_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "the answer's Transfer-Encoding is gzip, chunked, which sweep does not read");
  expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello",
                    "the answer's Content-Encoding is gzip, which sweep does not read");
  expect_refusal_of("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello",
                    "the server answered 404 Not Found");
}

TEST_P(HttpFailureTest, IsABrokenChunk) {
  for (const std::string chunks :
       {"x\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n",
        "5 x\r\nhello\r\n0\r\n\r\n", "10000000000000000\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n"}) {
    SCOPED_TRACE(chunks);
    serve({once(in_chunks(chunks)), always(answer_with("well"))});
    EXPECT_NE(fetch(0).failure, "");
    expect_body(1, "well");
    EXPECT_EQ(server().connections(), 2);
  }
}

TEST_P(HttpFailureTest, IsAnEndBeforeTheLastChunk) {
  const std::string whole = "5\r\nhello\r\n6;name=value\r\n, you!\r\n0\r\nX: y\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    expect_failure_once(once(in_chunks(whole.substr(0, size))), "the answer ended before its last chunk");
  }
}

TEST_P(HttpFailureTest, IsAHeaderWithoutAnEnd) {
  expect_failure_once(always("HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x')), "the answer's header does not end");
  expect_failure_once(always(in_chunks("5;" + std::string(300'000, 'x'))), "a chunk's header does not end");
  expect_failure_once(always(in_chunks("0\r\nX: " + std::string(300'000, 'x'))), "a chunk's header does not end");
}

TEST_P(HttpFailureTest, IsAStatusLineWithoutAStatus) {
  expect_refusal_of("HTTP/1.1\r\n\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of("HTTP/1.\r\n\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of("HTTP/1.1 ok\r\n\r\n", "the answer's header is broken");
}

TEST_P(HttpFailureTest, IsAChangeToAnotherProtocol) {
  expect_refusal_of("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                    "the server answered 101 Switching Protocols");
}

TEST_P(HttpFailureTest, IsAnAnswerThatIsSaidToBeOnAnotherServer) {
  for (const std::string place : {"http://example.org/0", "https://127.0.0.1/0", "http://127.0.0.1/0", "//example.org/",
                                  "ftp://127.0.0.1/0", "http://user@127.0.0.1/0", "/a b"}) {
    expect_refusal_of("HTTP/1.1 302 Found\r\nLocation: " + place + "\r\nContent-Length: 0\r\n\r\n",
                      "the server says that it is at " + place + ", which is not on 127.0.0.1:");
  }
}

TEST_P(HttpFailureTest, IsAnAnswerThatIsAlwaysElsewhere) {
  serve({always("HTTP/1.1 307 Temporary Redirect\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")});
  expect_failure("the server sends from one place to the next, 6 times");
  EXPECT_EQ(server().connections(), 6);
}

TEST_P(HttpFailureTest, IsNoAnswerWithinTheTimeOut) {
  constexpr Seconds little = 0.05;
  for (const std::string part :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 200 OK\r\n\r\nhalf",
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
    SCOPED_TRACE(part);
    serve({[part](Peer& peer) {
            peer.request();
            peer.send(part);
            peer.wait_until_client_closes(); // which it does by itself, or the test does not end
          }},
          {.timeout = little});
    expect_late(fetch(0));
  }
}

TEST_P(HttpFailureTest, IsAnAnswerThatTricklesInForLongerThanTheTimeOut) {
  constexpr Seconds little = 0.05;
  serve({[](Peer& peer) {
          peer.request();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          for (int i = 0; i < 100; ++i) { // 0.5 s, ten times as long as it may take
            peer.send("x");
            sleep_until(now() + 5'000'000);
          }
        }},
        {.timeout = little});
  expect_late(fetch(0));
}

TEST_P(HttpFailureTest, IsAnAnswerThatIsAnnouncedForLongerThanTheTimeOut) {
  constexpr Seconds little = 0.05;
  serve({[](Peer& peer) {
          peer.request();
          for (int i = 0; i < 100; ++i) { // 0.5 s, ten times as long as it may take
            peer.send("HTTP/1.1 102 Processing\r\n\r\n");
            sleep_until(now() + 5'000'000);
          }
        }},
        {.timeout = little});
  expect_late(fetch(0));
}

TEST_P(HttpFailureTest, LeavesOtherFetchesOfTheLoopAlone) {
  if (!worker()) {
    return;
  }
  serve({once("HTTP/1.1 500 No\r\n\r\n"), [](Peer& peer) { peer.reset(); }, always(answer_with("well"))});
  std::vector<test::Fetched> fetched(3);
  std::vector<Task> tasks;
  for (std::size_t n = 0; n < fetched.size(); ++n) {
    tasks.push_back(test::fetch(client(), n, *worker(), fetched[n]));
    tasks.back().resume();
  }
  for (Task& task : tasks) {
    worker()->finish(task);
  }
  EXPECT_NE(fetched[0].failure, "");
  EXPECT_NE(fetched[1].failure, "");
  EXPECT_EQ(fetched[2].failure, "");
  EXPECT_EQ(fetched[2].body, "well");
}

TEST_P(HttpFailureTest, IsOneForAllThatWaitOnceTheClientGivesUp) {
  std::latch given_up(1);
  serve({[&given_up](Peer& peer) {
          peer.request();
          given_up.wait(); // so that nobody is served before
          peer.send("HTTP/1.1 500 No\r\n\r\n");
        }},
        {.timeout = plenty, .connections = 1});
  if (!worker()) {
    client().give_up();
    given_up.count_down();
    EXPECT_THROW(fetch(0), SystemError);
    return;
  }
  std::vector<test::Fetched> fetched(10);
  std::vector<Task> tasks;
  for (std::size_t n = 0; n < fetched.size(); ++n) {
    tasks.push_back(test::fetch(client(), n, *worker(), fetched[n]));
    tasks.back().resume();
  }
  client().give_up();
  given_up.count_down();
  worker()->finish(tasks.front());
  EXPECT_EQ(fetched.front().failure, "the server answered 500 No");
  for (std::size_t n = 1; n < fetched.size(); ++n) {
    EXPECT_THROW(worker()->finish(tasks[n]), SystemError) << n;
  }
  EXPECT_EQ(server().connections(), 1);
}

class AttemptsTest : public testing::Test {
 protected:
  HttpClient client{parse_http_url("http://127.0.0.1:9/{n}"), {.timeout = 1}};
};

/// What failed() throws says exactly this.
void expect_given_up(Attempts& attempts, HttpClient& client, const std::string& failure, const std::string& words) {
  try {
    attempts.failed(client, 7, failure);
    FAIL() << "nothing was thrown";
  } catch (const SystemError& error) {
    EXPECT_EQ(std::string(error.what()), words);
  }
}

TEST_F(AttemptsTest, EndWithTheCountAndTheFirstFailure) {
  Attempts attempts(2);
  EXPECT_DOUBLE_EQ(attempts.failed(client, 7, "refused"), 0.01);
  EXPECT_DOUBLE_EQ(attempts.failed(client, 7, "reset"), 0.02);
  expect_given_up(attempts, client, "late",
                  "cannot get document 7 from 127.0.0.1:9: 3 attempts failed; the first: refused");
}

TEST_F(AttemptsTest, AreOneWhereNothingIsRetried) {
  Attempts attempts(0);
  expect_given_up(attempts, client, "refused", "cannot get document 7 from 127.0.0.1:9: 1 attempt failed: refused");
}

TEST_F(AttemptsTest, PauseTwiceAsLongEachTimeUpToASecond) {
  Attempts attempts(1000);
  Seconds expected = 0.01;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_DOUBLE_EQ(attempts.failed(client, 7, "refused"), std::min(expected, 1.0)) << i;
    expected *= 2;
  }
}

} // namespace
} // namespace sweep
