#pragma once

#include <sys/socket.h>

#include <string>

#include "core/clock.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {

enum class Blocking { yes, no };

/// What a socket carries: a stream of bytes (TCP), or datagrams (UDP).
enum class Carries { stream, datagrams };

/// Owns a socket's descriptor, or none. Closing it drops a TCP connection at once (a reset, no TIME_WAIT): a
/// benchmark opens more connections in a minute than there are ports, and knows by the answer itself that it has
/// everything.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}

  int descriptor() const { return descriptor_.get(); }
  bool is_open() const { return descriptor_.is_open(); }
  Blocking blocking() const { return blocking_; }
  void close() { descriptor_.close(); }

  /// Opens a socket and connects it; `timeout` is that of each blocking call on it. Not blocking, returns while the
  /// connection is being established. What the peer or the network refused is returned in words, what this machine
  /// refused (no descriptor or port left) thrown as a SystemError with the remedy.
  std::string connect(const sockaddr* address, socklen_t size, Blocking blocking, Seconds timeout,
                      Carries carries = Carries::stream);

  /// How many bytes can be received at once.
  std::size_t available() const;

  /// Whether the peer has ended the connection: nothing comes after what is available now.
  bool ended() const;

  /// From how many bytes on the socket counts as readable (SO_RCVLOWAT), or at its end whatever is there.
  void tell_from(std::size_t bytes) const;

 private:
  Descriptor descriptor_;
  Blocking blocking_ = Blocking::no;
};

/// Raises this process's limit of open descriptors as far as it may (the soft limit to the hard one), and returns it.
std::size_t raise_descriptor_limit();

} // namespace sweep
