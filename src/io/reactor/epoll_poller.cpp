#define asio asio_on_epoll // NOLINT(readability-identifier-naming): see asio_poller.hpp
#include "io/reactor/asio_poller.hpp"

namespace sweep {

std::unique_ptr<Poller> make_epoll_poller() {
  return make_asio_poller("epoll");
}

} // namespace sweep
