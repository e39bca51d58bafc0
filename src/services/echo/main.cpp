// echo_server [HARDWARE_THREAD]: sends every UDP datagram that it receives on the loopback interface back to its
// sender, on that hardware thread only where one is given. Prints the port, and ends when its standard input does:
// `sweep` starts it on every node and holds the other end of the pipe.

#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "io/processes/child_program.hpp"
#include "io/sockets/datagram_socket.hpp"

namespace {

/// On a free port of the loopback interface; `address` becomes its address.
sweep::Socket receiving_socket(sockaddr_in& address) {
  sweep::Socket socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw sweep::system_error_from_errno("listen on", "127.0.0.1");
  }
  return socket;
}

/// All that are there. One that cannot be sent is lost, as on a network.
void send_back(int socket) {
  std::array<std::byte, sweep::DatagramSocket::largest_datagram> datagram; // NOLINT: received into
  for (;;) {
    sockaddr_in sender{};
    socklen_t size = sizeof sender;
    auto* const address = reinterpret_cast<sockaddr*>(&sender);
    const ssize_t count = recvfrom(socket, datagram.data(), datagram.size(), 0, address, &size);
    if (count < 0) {
      return;
    }
    sendto(socket, datagram.data(), static_cast<std::size_t>(count), 0, address, size);
  }
}

} // namespace

int main(int argument_count, char** arguments) {
  try {
    std::signal(SIGINT, SIG_IGN); // who holds the other end decides when it is over
    if (argument_count > 1) {
      sweep::restrict_to({std::stoi(arguments[1])});
    }
    sockaddr_in address{};
    const sweep::Socket socket = receiving_socket(address);
    sweep::write_line(STDOUT_FILENO, std::to_string(ntohs(address.sin_port)));
    std::array watched{pollfd{.fd = socket.descriptor(), .events = POLLIN, .revents = 0},
                       pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}};
    for (bool over = false; !over;) {
      const bool told = poll(watched.data(), watched.size(), -1) > 0;
      send_back(socket.descriptor());
      over = told && watched.back().revents != 0 && sweep::has_ended(STDIN_FILENO);
    }
    return 0;
  } catch (...) {
    sweep::write_line(STDERR_FILENO, "echo_server: " + sweep::current_exception_text());
    return 1;
  }
}
