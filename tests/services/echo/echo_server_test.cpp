// services/echo/echo_server.hpp, the program it starts, and io/sockets/datagram_socket.hpp.

#include "services/echo/echo_server.hpp"

#include <csignal>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "../../io/http/scripted_peer.hpp"
#include "../../io/reactor/looping_worker.hpp"
#include "../orphan.hpp"
#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "core/task.hpp"
#include "io/sockets/datagram_socket.hpp"

namespace sweep {
namespace {

using Datagram = std::vector<std::byte>;

std::uint16_t port_of(EchoServer& server) {
  return static_cast<std::uint16_t>(std::stoi(server.address()));
}

Datagram pattern(std::size_t bytes) {
  Datagram datagram(bytes);
  std::ranges::generate(datagram, [i = 0]() mutable { return static_cast<std::byte>(i++); });
  return datagram;
}

/// A transfer in blocking calls.
std::optional<std::size_t> carry_out(DatagramTransfer transfer) {
  transfer.block();
  return transfer.result();
}

/// Sends each, and receives it before the next.
Task exchange(Worker& worker, DatagramSocket& socket, std::vector<Datagram> datagrams,
              std::vector<Datagram>& received) {
  for (Datagram& datagram : datagrams) {
    co_await worker.wait(socket.send(datagram));
    Datagram room(DatagramSocket::largest_datagram);
    const std::optional<std::size_t> size = co_await worker.wait(socket.receive(room));
    room.resize(size.value_or(0));
    received.push_back(room);
  }
}

TEST(EchoServer, SendsBackWhatItReceives) {
  EchoServer server;
  DatagramSocket socket(port_of(server), 10);
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{1000}, DatagramSocket::largest_datagram}) {
    Datagram datagram = pattern(bytes);
    EXPECT_EQ(carry_out(socket.send(datagram)), bytes);
    Datagram received(bytes);
    EXPECT_EQ(carry_out(socket.receive(received)), bytes);
    EXPECT_EQ(received, datagram);
  }
}

TEST(EchoServer, SendsEachOfManyClientsItsOwn) {
  EchoServer server;
  std::vector<std::unique_ptr<DatagramSocket>> sockets;
  for (std::size_t i = 0; i < 50; ++i) {
    sockets.push_back(std::make_unique<DatagramSocket>(port_of(server), 10));
    Datagram datagram = pattern(i);
    carry_out(sockets.back()->send(datagram));
  }
  for (std::size_t i = 0; i < 50; ++i) {
    Datagram received(100);
    EXPECT_EQ(carry_out(sockets[i]->receive(received)), i);
  }
}

TEST(EchoServer, RunsOnTheOneCoreItIsGiven) {
  for (const int core : allowed_hardware_threads()) {
    EchoServer server(core);
    cpu_set_t cores;
    ASSERT_EQ(sched_getaffinity(server.process(), sizeof cores, &cores), 0);
    EXPECT_EQ(CPU_COUNT(&cores), 1);
    EXPECT_TRUE(CPU_ISSET(static_cast<std::size_t>(core), &cores));
  }
}

TEST(EchoServer, IsAliveUntilItIsKilled) {
  EchoServer server;
  EXPECT_NE(server.address(), "");
  kill(server.process(), SIGKILL);
  while (!server.address().empty()) { // ctest's time-out ends a server that never notices
    std::this_thread::yield();
  }
}

TEST(EchoServer, EndsWithItsObject) {
  pid_t process = 0;
  {
    EchoServer server;
    process = server.process();
    EXPECT_EQ(kill(process, 0), 0);
  }
  EXPECT_EQ(kill(process, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(EchoServer, EndsWhenItsOwnerIsKilled) {
  test::expect_to_end_with_its_owner([] { return EchoServer(); });
}

TEST(DatagramSocket, TellsHowLongADatagramIsThatHadNoRoom) {
  EchoServer server;
  DatagramSocket socket(port_of(server), 10);
  Datagram datagram = pattern(100);
  carry_out(socket.send(datagram));
  Datagram room(10);
  EXPECT_EQ(carry_out(socket.receive(room)), 100);
}

TEST(DatagramSocket, GivesUpAfterItsTimeOut) {
  const test::ScriptedPeer silent([](const Datagram&, int) { return std::vector<Datagram>{}; });
  DatagramSocket socket(silent.port(), 0.002);
  Datagram room(10);
  EXPECT_EQ(carry_out(socket.receive(room)), std::nullopt);
}

TEST(DatagramSocket, SaysWhereNobodyListens) {
  std::uint16_t port = 0;
  {
    const test::ScriptedPeer gone([](const Datagram&, int) { return std::vector<Datagram>{}; });
    port = gone.port();
  }
  DatagramSocket socket(port, 10);
  Datagram datagram = pattern(10);
  carry_out(socket.send(datagram));
  try {
    carry_out(socket.receive(datagram));
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_EQ(std::string(error.what()), "cannot receive a datagram from 127.0.0.1:" + std::to_string(port) +
                                             ": Connection refused; nobody listens there");
  }
}

class DatagramSocketInALoop : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    try {
      worker_ =
          std::make_unique<test::LoopingWorker>(GetParam() == "epoll" ? make_epoll_poller() : make_io_uring_poller());
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what(); // a kernel without io_uring
    }
  }

  /// What comes back of `sent`.
  std::vector<Datagram> exchange_with(std::uint16_t port, Seconds timeout, const std::vector<Datagram>& sent) {
    std::vector<Datagram> received;
    DatagramSocket socket(port, timeout);
    Task task = exchange(*worker_, socket, sent, received);
    worker_->run(task);
    return received;
  }

 private:
  std::unique_ptr<test::LoopingWorker> worker_;
};

INSTANTIATE_TEST_SUITE_P(Backends, DatagramSocketInALoop, testing::Values("epoll", "io_uring"),
                         [](const auto& test) { return test.param; });

TEST_P(DatagramSocketInALoop, ReceivesWhatComesBackLater) {
  EchoServer server;
  const std::vector<Datagram> sent{pattern(1), pattern(100), pattern(60'000), pattern(3)};
  EXPECT_EQ(exchange_with(port_of(server), 10, sent), sent);
}

TEST_P(DatagramSocketInALoop, GivesUpAfterItsTimeOutAndGoesOn) {
  const test::ScriptedPeer forgetful([](const Datagram& received, int number) {
    return number == 0 ? std::vector<Datagram>{} : std::vector<Datagram>{received};
  });
  EXPECT_EQ(exchange_with(forgetful.port(), 0.05, {pattern(1), pattern(2)}), (std::vector{Datagram{}, pattern(2)}));
}

} // namespace
} // namespace sweep
