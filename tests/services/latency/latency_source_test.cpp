// services/latency/latency_source.hpp and the program it starts.

#include "services/latency/latency_source.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <ranges>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "../../io/http/raw_client.hpp"
#include "../orphan.hpp"
#include "io/http/http_client.hpp"

namespace sweep {
namespace {

using test::RawClient;

constexpr DocumentSeries series{.seed = 215, .size = 1000};
constexpr LatencyRule at_once{};

HttpClient client_of(LatencySource& source) {
  return {parse_http_url(source.address()), {.timeout = 10}};
}

/// The answer to one request on a connection of its own, which the request asks to close.
std::string answer_to(LatencySource& source, const std::string& request_line) {
  const RawClient client(source);
  client.send(request_line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
  return client.receive_all();
}

TEST(LatencySource, ServesTheDocumentsOfItsSeries) {
  LatencySource source(series, at_once);
  EXPECT_EQ(source.address().find("http://127.0.0.1:"), 0) << source.address();
  HttpClient client = client_of(source);
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{17}, std::uint64_t{1} << 60U}) {
    const Reply reply = client.fetch_now(n);
    ASSERT_EQ(reply.failure, "");
    EXPECT_EQ(reply.body(), document_text(series, n));
  }
}

TEST(LatencySource, ServesLargeDocumentsAndTheSmallest) {
  for (const std::size_t size : {smallest_document, std::size_t{5'000'000}}) {
    const DocumentSeries sized{.seed = 1, .size = size};
    LatencySource source(sized, at_once);
    HttpClient client = client_of(source);
    for (std::uint64_t n = 0; n < 3; ++n) {
      const Reply reply = client.fetch_now(n);
      ASSERT_EQ(reply.failure, "");
      EXPECT_TRUE(reply.body() == document_text(sized, n));
    }
  }
}

TEST(LatencySource, IntroducesItself) {
  LatencySource source(series, {.distribution = Distribution::exponential, .mean = 0.25});
  HttpClient client = client_of(source);
  const Reply reply = client.fetch_root();
  EXPECT_EQ(reply.failure, "");
  EXPECT_EQ(introduction(series), R"({"program":"sweep latency source","seed":215,"size":1000,)");
  EXPECT_EQ(reply.body(), introduction(series) + R"("distribution":"exponential","latency_s":0.250000})");
}

TEST(LatencySource, AnswersADocumentWithAndWithoutItsEnding) {
  LatencySource source(series, at_once);
  const std::string expected = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                               "1000\r\nConnection: close\r\n\r\n" +
                               document_text(series, 17);
  EXPECT_EQ(answer_to(source, "GET /17 HTTP/1.1"), expected);
  EXPECT_EQ(answer_to(source, "GET /17.json HTTP/1.1"), expected);
}

TEST(LatencySource, Answers404WhereThereIsNoSuchDocument) {
  LatencySource source(series, at_once);
  for (const std::string path :
       {"/x", "/17x", "/-1", "/1.5", "/17.json.json", "/99999999999999999999", "x", "//17", "/.json"}) {
    const std::string answer = answer_to(source, "GET " + path + " HTTP/1.1");
    EXPECT_EQ(answer.find("HTTP/1.1 404 Not Found\r\n"), 0) << path << ": " << answer;
    EXPECT_NE(answer.find("Content-Length: 0\r\n"), std::string::npos) << answer;
  }
}

TEST(LatencySource, Answers405WhereItIsAskedForAnythingButGet) {
  LatencySource source(series, at_once);
  for (const std::string method : {"POST", "HEAD", "get", "GETS", "G"}) {
    const std::string answer = answer_to(source, method + " /17 HTTP/1.1");
    EXPECT_EQ(answer.find("HTTP/1.1 405 Method Not Allowed\r\n"), 0) << method << ": " << answer;
  }
}

TEST(LatencySource, SurvivesWhatIsNoRequest) {
  LatencySource source(series, at_once);
  for (const std::string text : {"\r\n\r\n", "GET\r\n\r\n", "GET \r\n\r\n", " \r\n\r\n"}) {
    const RawClient client(source);
    client.send(text + "GET /17 HTTP/1.1\r\nConnection: close\r\n\r\n");
    client.receive_all();
  }
  const RawClient endless(source);
  endless.send(std::string(1'000'000, 'x'));
  EXPECT_EQ(endless.receive_all(), "");
  { const RawClient gone(source); }
  EXPECT_EQ(client_of(source).fetch_now(17).body(), document_text(series, 17));
}

TEST(LatencySource, TakesARequestThatComesInPieces) {
  LatencySource source(series, at_once);
  const std::string request = "GET /17 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  for (std::size_t cut = 1; cut < request.size(); cut += 3) {
    const RawClient client(source);
    client.send(request.substr(0, cut));
    sleep_until(now() + 500'000); // so that the pieces are likely to arrive by themselves
    client.send(request.substr(cut));
    const std::string answer = client.receive_all();
    EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), document_text(series, 17)) << cut;
  }
}

TEST(LatencySource, AnswersSeveralRequestsOfOnePieceInTheirOrder) {
  LatencySource source(series, {.mean = 0.001});
  const RawClient client(source);
  std::string requests;
  std::string bodies;
  for (int n = 0; n < 5; ++n) {
    requests += "GET /" + std::to_string(n) + " HTTP/1.1\r\n" + (n == 4 ? "Connection: close\r\n" : "") + "\r\n";
    bodies += document_text(series, static_cast<std::uint64_t>(n));
  }
  client.send(requests);
  std::string answers = client.receive_all();
  for (std::size_t head = 0; (head = answers.find("HTTP/1.1")) != std::string::npos;) {
    answers.erase(head, answers.find("\r\n\r\n", head) + 4 - head);
  }
  EXPECT_EQ(answers, bodies);
}

TEST(LatencySource, AnswersNoEarlierThanTheRuleSays) {
  const LatencyRule rule{.distribution = Distribution::lognormal, .mean = 0.003, .sigma = 0.5, .seed = series.seed};
  LatencySource source(series, rule);
  HttpClient client = client_of(source);
  for (std::uint64_t n = 0; n < 10; ++n) {
    const Instant begin = now();
    EXPECT_EQ(client.fetch_now(n).failure, "");
    EXPECT_GE(seconds_between(begin, now()), latency(rule, n)) << n;
  }
}

TEST(LatencySource, ServesNoMoreAtOnceThanAQueueIsDeep) {
  constexpr Seconds each = 0.004;
  constexpr int clients = 8;
  for (const int depth : {1, 2, 3}) {
    LatencySource source(
        series, {.distribution = Distribution::queue, .mean = each, .depth = static_cast<std::uint64_t>(depth)});
    std::vector<std::unique_ptr<RawClient>> asking;
    const Instant begin = now();
    for (int n = 0; n < clients; ++n) {
      asking.push_back(std::make_unique<RawClient>(source));
      asking.back()->send("GET /" + std::to_string(n) + " HTTP/1.1\r\nConnection: close\r\n\r\n");
    }
    for (const auto& client : asking) {
      EXPECT_NE(client->receive_all().find("200 OK"), std::string::npos);
    }
    const int turns = (clients + depth - 1) / depth;
    EXPECT_GE(seconds_between(begin, now()), turns * each) << depth; // never less, however slow the machine is
  }
}

TEST(LatencySource, ServesOthersInTheQueueAfterAClientThatLeftIt) {
  LatencySource source(series, {.distribution = Distribution::queue, .mean = 0.005, .depth = 1});
  {
    const RawClient leaving(source);
    const RawClient leaving_too(source);
    leaving.send("GET /1 HTTP/1.1\r\n\r\n");
    leaving_too.send("GET /2 HTTP/1.1\r\n\r\n");
  }
  for (std::uint64_t n = 0; n < 3; ++n) {
    EXPECT_EQ(client_of(source).fetch_now(n).failure, "");
  }
}

TEST(LatencySource, HoldsManyRequestsAtOnce) {
  constexpr std::size_t count = 400;
  ASSERT_GT(raise_descriptor_limit(), count + 50);
  LatencySource source(series, {.mean = 0.02});
  std::vector<std::unique_ptr<RawClient>> asking;
  for (std::size_t n = 0; n < count; ++n) {
    asking.push_back(std::make_unique<RawClient>(source));
    asking.back()->send("GET /" + std::to_string(n) + " HTTP/1.1\r\nConnection: close\r\n\r\n");
  }
  for (std::size_t n = 0; n < count; ++n) {
    const std::string answer = asking[n]->receive_all();
    EXPECT_TRUE(answer.ends_with(document_text(series, n))) << n;
  }
}

TEST(LatencySource, TellsClientsThatItHasNoDescriptorFor) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the undefined-behaviour sanitizer beside it looks at an object's type with descriptors of its own";
#endif
  constexpr rlim_t few = 40;
  LatencySource source(series, at_once);
  const rlimit limit{.rlim_cur = few, .rlim_max = few};
  ASSERT_EQ(prlimit(source.process(), RLIMIT_NOFILE, &limit, nullptr), 0);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (rlim_t n = 0; n < few + 20; ++n) {
    clients.push_back(std::make_unique<RawClient>(source));
  }
  const auto answered = [](const auto& client) { return client->has_answer(); };
  while (std::ranges::count_if(clients, answered) < 20) { // which they are is up to the lines in which they wait
    sleep_until(now() + 1'000'000);
  }
  for (const auto& refused : clients | std::views::filter(answered)) {
    EXPECT_TRUE(refused->receive_all().starts_with("HTTP/1.1 503 No descriptor left"));
  }
  clients.clear();
  while (!client_of(source).fetch_now(3).failure.empty()) { // until it has seen that they left
    sleep_until(now() + 1'000'000);
  }
}

TEST(LatencySource, IsAliveUntilItIsKilled) {
  LatencySource source(series, at_once);
  EXPECT_NE(source.address(), "");
  kill(source.process(), SIGKILL);
  while (!source.address().empty()) { // ctest's time-out ends a source that never notices
    std::this_thread::yield();
  }
}

TEST(LatencySource, IsNotEndedByCtrlCWhichIsMeantForItsOwner) {
  LatencySource source(series, at_once);
  kill(source.process(), SIGINT);
  EXPECT_EQ(client_of(source).fetch_now(1).failure, "");
  EXPECT_NE(source.address(), "");
  EXPECT_EQ(getpgid(source.process()), source.process()) << "a process group of its own";
}

TEST(LatencySource, EndsWithItsObject) {
  pid_t process = 0;
  {
    LatencySource source(series, {.mean = 3600});
    process = source.process();
    const RawClient waiting(source); // in mid-request
    waiting.send("GET /1 HTTP/1.1\r\n\r\n");
    EXPECT_EQ(kill(process, 0), 0);
  }
  EXPECT_EQ(kill(process, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(LatencySource, EndsWhenItsOwnerIsKilled) {
  test::expect_to_end_with_its_owner([] { return LatencySource(series, at_once); });
}

TEST(LatencySource, InheritsNoDescriptorButItsStandardOnes) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0); // as a library would make one: without O_CLOEXEC
  LatencySource source(series, at_once);
  close(pipe_ends[1]);
  char nothing = 0;
  EXPECT_EQ(read(pipe_ends[0], &nothing, 1), 0) << "the source holds the other end";
  close(pipe_ends[0]);
}

} // namespace
} // namespace sweep
