#include "io/sockets/datagram_post.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "core/errors.hpp"

namespace sweep {
namespace {

sockaddr_in address_of(const PostAddress& at) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = at.host;
  address.sin_port = htons(at.port);
  return address;
}

} // namespace

DatagramPost::DatagramPost()
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      alarm_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  sockaddr_in address = address_of({.host = htonl(INADDR_ANY)}); // port 0: one that is free
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (!socket_.is_open() || !alarm_.is_open() || bind(socket_.get(), plain, size) != 0 ||
      getsockname(socket_.get(), plain, &size) != 0) {
    throw system_error_from_errno("open", "a port for datagrams");
  }
  port_ = ntohs(address.sin_port);
}

std::vector<PostAddress> DatagramPost::addresses() const {
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0) {
    throw system_error_from_errno("ask for", "the network interfaces of this host");
  }
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all(found, freeifaddrs);
  std::vector<PostAddress> addresses;
  for (const ifaddrs* each = all.get(); each != nullptr; each = each->ifa_next) {
    const bool is_usable = each->ifa_addr != nullptr && each->ifa_addr->sa_family == AF_INET &&
                           (each->ifa_flags & IFF_UP) != 0 && (each->ifa_flags & IFF_LOOPBACK) == 0;
    if (is_usable) {
      addresses.push_back({.host = reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr.s_addr, // NOLINT
                           .port = port_});
    }
  }
  addresses.push_back({.host = htonl(INADDR_LOOPBACK), .port = port_});
  return addresses;
}

void DatagramPost::send(const PostAddress& to, std::span<const std::byte> datagram) noexcept {
  const sockaddr_in address = address_of(to);
  sendto(socket_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::optional<std::span<std::byte>> DatagramPost::receive(std::span<std::byte> room) noexcept {
  const ssize_t count = recv(socket_.get(), room.data(), room.size(), MSG_DONTWAIT);
  if (count < 0) {
    return std::nullopt;
  }
  return room.first(static_cast<std::size_t>(count));
}

void DatagramPost::wait(Seconds longest) noexcept {
  std::array<pollfd, 2> both{
      {{.fd = socket_.get(), .events = POLLIN, .revents = 0}, {.fd = alarm_.get(), .events = POLLIN, .revents = 0}}};
  poll(both.data(), both.size(), static_cast<int>(std::ceil(std::max(longest, 0.0) * 1e3)));
}

void DatagramPost::wake() noexcept {
  eventfd_write(alarm_.get(), 1);
}

void DatagramPost::calm() noexcept {
  eventfd_t count = 0;
  eventfd_read(alarm_.get(), &count);
}

} // namespace sweep
