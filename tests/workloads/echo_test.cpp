// Workload `echo` with a peer that does not send everything back as it came, or at once.

#include <sched.h>

#include <set>
#include <string>
#include <vector>

#include "../core/error_text.hpp"
#include "../io/http/scripted_peer.hpp"
#include "core/errors.hpp"
#include "core/node.hpp"
#include "service.hpp"
#include "services/echo/echo_server.hpp"

namespace sweep {
namespace {

using test::ScriptedPeer;
using Datagram = ScriptedPeer::Datagram;
using Replies = std::vector<Datagram>;

constexpr std::uint64_t echo_rounds = 20;

Values echo_values(Seconds timeout, std::int64_t retries = 3) {
  Values values = defaults_of("echo");
  values.set("rounds", static_cast<std::int64_t>(echo_rounds));
  values.set("cpu_tasks", std::int64_t{0});
  values.set("timeout", timeout);
  values.set("retries", retries);
  return values;
}

/// What the I/O task counts.
std::vector<std::uint64_t> run_with(const ScriptedPeer& peer, const Values& values) {
  const std::unique_ptr<Workload> workload = make_workload("echo", values, {});
  return run_all(*workload, std::to_string(peer.port())).words();
}

std::string failure_with(const ScriptedPeer& peer, const Values& values) {
  return test::error_text([&] { run_with(peer, values); });
}

TEST(Echo, SendsDatagramsOfTheSizeAskedForAndNoTwoAlike) {
  for (const std::size_t bytes : {8U, 64U, 65'507U}) {
    std::set<std::string> seen;
    {
      const ScriptedPeer peer([&](const Datagram& received, int) {
        seen.emplace(reinterpret_cast<const char*>(received.data()), received.size());
        return Replies{received};
      });
      Values values = echo_values(10);
      values.set("bytes", static_cast<std::int64_t>(bytes));
      EXPECT_EQ(run_with(peer, values), std::vector{echo_rounds});
    }
    EXPECT_EQ(seen.size(), echo_rounds);
    EXPECT_EQ(seen.begin()->size(), bytes);
  }
}

/// Of the server that the workload starts.
cpu_set_t server_cores(const std::string& pin) {
  Values values = echo_values(10);
  values.set("server_pin", pin);
  const std::unique_ptr<Service> server = serve("echo", values);
  cpu_set_t cores;
  CPU_ZERO(&cores);
  EXPECT_EQ(sched_getaffinity(dynamic_cast<EchoServer&>(*server).process(), sizeof cores, &cores), 0);
  return cores;
}

TEST(Echo, HasItsServerBesideTheTaskAskedForOrWherever) {
  const std::vector<int> allowed = usable_part().in_order();
  const cpu_set_t anywhere = server_cores("none");
  const cpu_set_t beside_io = server_cores("io");
  const cpu_set_t beside_cpu = server_cores("cpu");
  EXPECT_EQ(CPU_COUNT(&anywhere), static_cast<int>(allowed.size()));
  EXPECT_EQ(CPU_COUNT(&beside_io), 1);
  EXPECT_TRUE(CPU_ISSET(static_cast<std::size_t>(allowed.front()), &beside_io));
  EXPECT_EQ(CPU_COUNT(&beside_cpu), 1);
  EXPECT_TRUE(
      CPU_ISSET(static_cast<std::size_t>(allowed[1 % allowed.size()]), &beside_cpu)); // where there is but one, that
}

TEST(Echo, SendsAgainWhatWasLost) {
  const ScriptedPeer peer(
      [](const Datagram& received, int number) { return number % 5 == 0 ? Replies{} : Replies{received}; });
  EXPECT_EQ(run_with(peer, echo_values(0.005)), std::vector{echo_rounds});
}

TEST(Echo, PassesOverRepliesThatComeTwiceOrLate) {
  Datagram before;
  const ScriptedPeer peer([&](const Datagram& received, int number) {
    Replies replies = number == 0 ? Replies{received, received} : Replies{before, received, received};
    before = received;
    return replies;
  });
  EXPECT_EQ(run_with(peer, echo_values(10)), std::vector{echo_rounds});
}

TEST(Echo, FailsForAnAnswerThatWasNotSent) {
  const ScriptedPeer altering([](Datagram received, int number) {
    received.back() ^= static_cast<std::byte>(number == 7 ? 1 : 0);
    return Replies{received};
  });
  EXPECT_EQ(failure_with(altering, echo_values(10)),
            "cannot use the answer to round 7: wrong answer: 64 B that were not sent");
  const ScriptedPeer shortening([](Datagram received, int /*number*/) {
    received.pop_back();
    return Replies{received};
  });
  EXPECT_EQ(failure_with(shortening, echo_values(10)),
            "cannot use the answer to round 0: wrong answer: 63 B that were not sent");
}

TEST(Echo, FailsWhenNothingComesBackThoughItTriedAgain) {
  int received = 0;
  {
    const ScriptedPeer silent([&](const Datagram&, int) {
      ++received;
      return Replies{};
    });
    const std::string failure = failure_with(silent, echo_values(0.002, 2));
    EXPECT_EQ(failure.find("cannot get a datagram back from 127.0.0.1:"), 0) << failure;
    EXPECT_NE(failure.find("none came in 3 times `timeout`; raise timeout"), std::string::npos) << failure;
  }
  EXPECT_EQ(received, 3);
}

TEST(Echo, FailsWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    const ScriptedPeer gone([](const Datagram&, int) { return Replies{}; });
    port = gone.port();
  }
  const std::unique_ptr<Workload> workload = make_workload("echo", echo_values(10), {});
  EXPECT_THROW(run_all(*workload, std::to_string(port)), SystemError);
}

} // namespace
} // namespace sweep
