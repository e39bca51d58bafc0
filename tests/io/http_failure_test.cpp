// io/http_client.hpp where the server, the network or this machine does something wrong: a failure in words, in time,
// that leaves nothing open and the next fetch well.

#include "fetching.hpp"

namespace sweep {
namespace {

using test::always;
using test::answer_with;
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

TEST_P(HttpFailureTest, IsAnAnswerInChunksAndSaysWhatToDo) {
  expect_refusal_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "the server sends in chunks, which sweep does not read; have it send Content-Length");
}

TEST_P(HttpFailureTest, IsAnAnswerThatIsNotHttp) {
  expect_refusal_of("SSH-2.0-OpenSSH_9.2\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of("HTTP/2 200 OK\r\n\r\n", "the answer is not HTTP/1.1");
  expect_refusal_of(std::string(100'000, '\0'), "the answer is not HTTP/1.1");
}

TEST_P(HttpFailureTest, IsAContentLengthThatIsNoneOrTooLarge) {
  for (const std::string length :
       {"99999999999999999999999", "18446744073709551615", "9223372036854775807", "-1", "5x", "0x10", "5, 5", "five"}) {
    expect_refusal_of("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello",
                      "the answer's Content-Length is " + length);
  }
}

TEST_P(HttpFailureTest, IsAHeaderWithoutAnEnd) {
  expect_failure_once(always("HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x')), "the answer's header does not end");
}

TEST_P(HttpFailureTest, IsAFieldWithoutAValueOrAStatusLineWithoutAStatus) {
  expect_refusal_of("HTTP/1.1\r\n\r\n", "the server answered ");
  expect_refusal_of("HTTP/1.\r\n\r\n", "the server answered ");
  serve({once("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhello")});
  fetch(0); // whatever it makes of it, it must not read beyond the header
  serve({once("HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nhello")});
  fetch(0);
}

TEST_P(HttpFailureTest, IsNoAnswerWithinTheTimeOut) {
  constexpr Seconds little = 0.05;
  for (const std::string part : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                                 "HTTP/1.1 200 OK\r\n\r\nhalf"}) {
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

class AttemptsTest : public testing::Test {
 protected:
  HttpClient client{parse_http_url("http://127.0.0.1:9/{n}"), {.timeout = 1}};
};

/// What failed() throws says exactly this.
void expect_given_up(Attempts& attempts, const HttpClient& client, const std::string& failure,
                     const std::string& words) {
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
