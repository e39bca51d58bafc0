#include "io/sockets/socket.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "../in_child.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket that listens on the loopback interface and accepts nobody.
class Listening {
 public:
  Listening() {
    socklen_t size = sizeof address_;
    auto* const plain = reinterpret_cast<sockaddr*>(&address_);
    EXPECT_EQ(bind(socket_.descriptor(), plain, size), 0);
    EXPECT_EQ(listen(socket_.descriptor(), 10), 0);
    getsockname(socket_.descriptor(), plain, &size);
  }

  std::string connect(Socket& client, Blocking blocking) const {
    return client.connect(reinterpret_cast<const sockaddr*>(&address_), sizeof address_, blocking, 1);
  }
  int accept() const { return ::accept(socket_.descriptor(), nullptr, nullptr); }

 private:
  Socket socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address_ = loopback(0);
};

TEST(SocketTest, IsNotOpenAtFirstNorOnceItIsMovedFromOrClosed) {
  Socket socket;
  EXPECT_FALSE(socket.is_open());
  const Listening server;
  EXPECT_EQ(server.connect(socket, Blocking::yes), "");
  EXPECT_TRUE(socket.is_open());
  Socket moved = std::move(socket);
  EXPECT_TRUE(moved.is_open());
  EXPECT_EQ(moved.blocking(), Blocking::yes);
  const int descriptor = moved.descriptor();
  moved.close();
  EXPECT_FALSE(moved.is_open());
  EXPECT_EQ(fcntl(descriptor, F_GETFD), -1);
}

TEST(SocketTest, ClosesTheConnectionItHadWhenItConnectsAnew) {
  const Listening server;
  Socket socket;
  server.connect(socket, Blocking::yes);
  const int first = dup(socket.descriptor()); // so that its number is not given to the second
  server.connect(socket, Blocking::no);
  EXPECT_EQ(socket.blocking(), Blocking::no);
  const Socket peer(server.accept());
  Socket(first).close();
  char byte = 0;
  EXPECT_LE(recv(peer.descriptor(), &byte, 1, 0), 0) << "the first connection is still open";
}

TEST(SocketTest, BlocksOnlyWhereItIsAskedTo) {
  const Listening server;
  for (const Blocking blocking : {Blocking::yes, Blocking::no}) {
    Socket socket;
    EXPECT_EQ(server.connect(socket, blocking), "");
    EXPECT_EQ((fcntl(socket.descriptor(), F_GETFL) & O_NONBLOCK) != 0, blocking == Blocking::no);
    EXPECT_NE(fcntl(socket.descriptor(), F_GETFD) & FD_CLOEXEC, 0);
  }
}

TEST(SocketTest, TellsInWordsThatThePeerRefusesAndIsClosedThen) {
  sockaddr_in address{};
  {
    Socket bound(socket(AF_INET, SOCK_STREAM, 0)); // bound and not listening, so that nobody else can
    address = loopback(0);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(bound.descriptor(), reinterpret_cast<sockaddr*>(&address), size), 0);
    getsockname(bound.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
    Socket socket;
    EXPECT_EQ(socket.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address, Blocking::yes, 1),
              "Connection refused");
    EXPECT_FALSE(socket.is_open());
  }
}

TEST(SocketTest, TellsHowMuchCanBeReceived) {
  const Listening server;
  Socket socket;
  server.connect(socket, Blocking::yes);
  const Socket peer(server.accept());
  EXPECT_EQ(socket.available(), 0);
  ASSERT_EQ(send(peer.descriptor(), "hello", 5, 0), 5);
  char bytes[5];
  ASSERT_EQ(recv(socket.descriptor(), bytes, 5, MSG_PEEK | MSG_WAITALL), 5);
  EXPECT_EQ(socket.available(), 5);
}

TEST(SocketTest, SaysWhatToRaiseOrLowerWhereThereIsNoDescriptorLeft) {
  const Listening server;
  const std::string words = test::in_child_with_descriptors(3, 3, [&] {
    Socket socket;
    return "connected: " + server.connect(socket, Blocking::no);
  });
  EXPECT_EQ(words,
            "cannot open a socket: Too many open files; raise `ulimit -n`, now 3, or lower in_flight or threads");
}

TEST(DescriptorLimitTest, IsRaisedAsFarAsItMayBe) {
  const auto raise = [] {
    const std::string told = std::to_string(raise_descriptor_limit());
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return told + " and " + std::to_string(limit.rlim_cur);
  };
  EXPECT_EQ(test::in_child_with_descriptors(64, 128, raise), "128 and 128");
  EXPECT_EQ(test::in_child_with_descriptors(128, 128, raise), "128 and 128");
}

} // namespace
} // namespace sweep
