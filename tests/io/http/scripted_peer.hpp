#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace sweep::test {

/// A UDP socket on 127.0.0.1 that answers each datagram with those that the test says: none, one or several.
class ScriptedPeer {
 public:
  using Datagram = std::vector<std::byte>;
  using Script = std::function<std::vector<Datagram>(const Datagram& received, int number)>;

  /// @param script  is called on a thread of its own; numbers begin with 0
  explicit ScriptedPeer(Script script) : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("bind");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, script = std::move(script)] { answer(script); });
  }

  ~ScriptedPeer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    sendto(descriptor_, nullptr, 0, 0, reinterpret_cast<sockaddr*>(&address), sizeof address); // an empty one ends it
    thread_.join();
    close(descriptor_);
  }
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void answer(const Script& script) const {
    for (int number = 0;; ++number) {
      Datagram datagram(65'536);
      sockaddr_in sender{};
      socklen_t size = sizeof sender;
      auto* const address = reinterpret_cast<sockaddr*>(&sender);
      const ssize_t count = recvfrom(descriptor_, datagram.data(), datagram.size(), 0, address, &size);
      if (count <= 0) {
        return;
      }
      datagram.resize(static_cast<std::size_t>(count));
      for (const Datagram& reply : script(datagram, number)) {
        sendto(descriptor_, reply.data(), reply.size(), 0, address, size);
      }
    }
  }

  int descriptor_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

} // namespace sweep::test
