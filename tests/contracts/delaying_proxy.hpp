#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {

/// Stands between clients and a server on the loopback interface and passes on what they say in pieces of random size
/// after random delays of up to 0.2 ms. A thread for each connection.
class DelayingProxy {
 public:
  explicit DelayingProxy(std::uint16_t server) : server_(server), listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in own = loopback(0);
    socklen_t size = sizeof own;
    auto* const address = reinterpret_cast<sockaddr*>(&own);
    if (bind(listening_, address, size) != 0 || listen(listening_, SOMAXCONN) != 0 ||
        getsockname(listening_, address, &size) != 0) {
      throw system_error_from_errno("listen", "as a proxy");
    }
    port_ = ntohs(own.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~DelayingProxy() {
    over_ = true;
    acceptor_.join();
    close(listening_);
  }

  DelayingProxy(const DelayingProxy&) = delete;
  DelayingProxy& operator=(const DelayingProxy&) = delete;

  std::uint16_t port() const { return port_; }

  /// That went through, both ways.
  std::uint64_t pieces() const { return pieces_; }

 private:
  static constexpr int patience_ms = 5; // until it is looked whether all is over

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  /// Without it a second piece waits for the first one's acknowledgement, which a client that only looks at its header
  /// gives 40 ms late.
  static void send_at_once(int descriptor) {
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }

  void accept_all() {
    std::vector<std::thread> connections;
    pollfd ready{.fd = listening_, .events = POLLIN, .revents = 0};
    while (!over_) {
      if (::poll(&ready, 1, patience_ms) == 1) {
        const int client = accept(listening_, nullptr, nullptr);
        connections.emplace_back([this, client, number = connections.size()] { carry(client, number); });
      }
    }
    for (std::thread& connection : connections) {
      connection.join();
    }
  }

  void carry(int client, std::uint64_t number) {
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    send_at_once(client);
    send_at_once(server);
    const sockaddr_in address = loopback(server_);
    SplitMix random(number);
    bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    while (open && !over_) {
      std::array ready{pollfd{.fd = client, .events = POLLIN, .revents = 0},
                       pollfd{.fd = server, .events = POLLIN, .revents = 0}};
      ::poll(ready.data(), ready.size(), patience_ms);
      open = (ready[0].revents == 0 || pass_on(client, server, random)) &&
             (ready[1].revents == 0 || pass_on(server, client, random));
    }
    close(server);
    close(client);
  }

  /// Returns whether there may be more.
  bool pass_on(int from, int to, SplitMix& random) {
    constexpr std::uint64_t longest_delay = 200'000;
    std::array<char, 256> piece{};
    const ssize_t size = recv(from, piece.data(), 1 + random.next() % piece.size(), 0);
    if (size <= 0) {
      return false;
    }
    sleep_until(now() + static_cast<Instant>(random.next() % longest_delay));
    ++pieces_;
    return send(to, piece.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
  }

  std::uint16_t server_;
  int listening_;
  std::uint16_t port_ = 0;
  std::atomic<bool> over_ = false;
  std::atomic<std::uint64_t> pieces_ = 0;
  std::thread acceptor_;
};

} // namespace sweep
