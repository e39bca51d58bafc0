#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sweep::test {

/// The server's end of a connection.
class Peer {
 public:
  explicit Peer(int descriptor) : descriptor_(descriptor) {
    const int yes = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); // each piece goes off by itself
  }
  ~Peer() { close(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int descriptor() const { return descriptor_; }

  /// The next request without the empty line at its end; empty when the client has closed the connection.
  std::string request() {
    constexpr std::string_view end = "\r\n\r\n";
    std::size_t size = received_.find(end);
    for (; size == std::string::npos && receive(); size = received_.find(end)) {
    }
    if (size == std::string::npos) {
      return {};
    }
    const std::string request = received_.substr(0, size);
    received_.erase(0, size + end.size());
    return request;
  }

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        return; // the client has gone, as it may
      }
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void wait_until_client_closes() {
    while (receive()) {
    }
  }

  void close() {
    if (descriptor_ >= 0) {
      ::close(std::exchange(descriptor_, -1));
    }
  }

  /// Closes so that the client is told of a reset and not of an end.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

 private:
  bool receive() {
    std::array<char, 4096> bytes{};
    const ssize_t count = recv(descriptor_, bytes.data(), bytes.size(), 0);
    received_.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return count > 0;
  }

  int descriptor_;
  std::string received_;
};

/// Listens on a port of its own on the loopback interface and does on each connection what the test says, one
/// connection after the other on one thread. Close the clients before it.
class ScriptedServer {
 public:
  using Way = std::function<void(Peer&)>;

  /// @param ways  what to do on the first connection, the second …; the last also on all later ones
  explicit ScriptedServer(std::vector<Way> ways) : ways_(std::move(ways)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (bind(listening_, plain, size) != 0 || listen(listening_, SOMAXCONN) != 0 ||
        getsockname(listening_, plain, &size) != 0) {
      throw std::runtime_error("listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() {
    shutdown(listening_, SHUT_RDWR); // so that accept() returns
    thread_.join();
    close(listening_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/{n}"; }

  /// How many connections were opened so far.
  int connections() const { return connections_; }

 private:
  void serve() {
    for (std::size_t index = 0;; index = std::min(index + 1, ways_.size() - 1)) {
      const int descriptor = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) {
        return;
      }
      ++connections_;
      Peer peer(descriptor);
      ways_.at(index)(peer);
    }
  }

  std::vector<Way> ways_;
  int listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

} // namespace sweep::test
