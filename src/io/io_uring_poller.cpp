#include "io/asio_poller.hpp"

namespace sweep {

std::unique_ptr<Poller> make_io_uring_poller() {
  return make_asio_poller("io_uring (where the kernel refuses it, set backend = \"epoll\")");
}

} // namespace sweep
