// NOLINTBEGIN(readability-identifier-naming): see asio_poller.hpp
#define asio asio_on_io_uring
#define ASIO_HAS_IO_URING 1
#define ASIO_DISABLE_EPOLL 1
// NOLINTEND(readability-identifier-naming)
#include "io/reactor/asio_poller.hpp"

namespace sweep {

std::unique_ptr<Poller> make_io_uring_poller() {
  return make_asio_poller("io_uring (where the kernel refuses it, set poller = \"epoll\")");
}

} // namespace sweep
