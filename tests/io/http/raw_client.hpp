#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "io/http/http_url.hpp"
#include "services/latency/latency_source.hpp"

namespace sweep::test {

/// A connection on which a test says itself what it sends.
class RawClient {
 public:
  explicit RawClient(LatencySource& source) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(parse_http_url(source.address()).port)));
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~RawClient() { close(descriptor_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(const std::string& text) const { ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL); }

  /// Something came that was not yet received.
  bool has_answer() const {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return poll(&waiting, 1, 0) == 1;
  }

  /// What comes until the server closes the connection.
  std::string receive_all() const {
    std::string all;
    std::array<char, 4096> bytes{};
    for (ssize_t count = 0; (count = recv(descriptor_, bytes.data(), bytes.size(), 0)) > 0;) {
      all.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  int descriptor_;
};

} // namespace sweep::test
