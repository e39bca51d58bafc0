#include "io/sockets/socket.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int receive_bytes = 1 << 20; // a document in one go: fewer turns between client and server

SystemError cannot_connect(int error) {
  const std::string words = std::system_category().message(error);
  switch (error) {
  case EMFILE:
    return {"open", "a socket",
            words + "; raise `ulimit -n`, now " + std::to_string(raise_descriptor_limit()) +
                ", or lower in_flight or threads"};
  case ENFILE:
    return {"open", "a socket", words + "; raise fs.file-max"};
  case EADDRNOTAVAIL:
    return {"connect", "a socket", words + "; widen net.ipv4.ip_local_port_range or set keep_alive = true"};
  default:
    return {"open", "a socket", words};
  }
}

/// Whether it says something of this machine rather than of the peer or the way there.
bool is_ours(int error) {
  return error == EADDRNOTAVAIL || error == ENOBUFS || error == ENOMEM || error == EACCES || error == EPERM;
}

void set_options(int descriptor, Blocking blocking, Seconds timeout) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  if (blocking == Blocking::yes) {
    const double whole = std::floor(timeout);
    const timeval limit{.tv_sec = static_cast<time_t>(whole),
                        .tv_usec = std::max<suseconds_t>(1, static_cast<suseconds_t>((timeout - whole) * 1e6))};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
}

} // namespace

std::string Socket::connect(const sockaddr* address, socklen_t size, Blocking blocking, Seconds timeout,
                            Carries carries) {
  const int kind = (carries == Carries::stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC |
                   (blocking == Blocking::no ? SOCK_NONBLOCK : 0);
  *this = Socket(socket(address->sa_family, kind, 0));
  if (!is_open()) {
    throw cannot_connect(errno);
  }
  blocking_ = blocking;
  set_options(descriptor(), blocking, timeout);
  int result = ::connect(descriptor(), address, size);
  while (result != 0 && errno == EINTR) { // also by what an io_uring that was closed leaves to do; Linux then goes on
    result = ::connect(descriptor(), address, size);
  }
  if (result == 0 || (errno == EINPROGRESS && blocking == Blocking::no)) {
    return {};
  }
  const int error = errno;
  close();
  if (is_ours(error)) {
    throw cannot_connect(error);
  }
  return error == EINPROGRESS ? "no answer within the time-out" : std::system_category().message(error);
}

std::size_t Socket::available() const {
  int bytes = 0;
  ioctl(descriptor(), FIONREAD, &bytes);
  return static_cast<std::size_t>(bytes);
}

bool Socket::ended() const {
  pollfd state{.fd = descriptor(), .events = POLLRDHUP, .revents = 0};
  return poll(&state, 1, 0) > 0;
}

void Socket::tell_from(std::size_t bytes) const {
  const int least = static_cast<int>(bytes);
  setsockopt(descriptor(), SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

} // namespace sweep
