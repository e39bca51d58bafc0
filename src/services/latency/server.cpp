#include "services/latency/server.hpp"

#include <fcntl.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <functional>

#include "core/errors.hpp"
#include "io/processes/child_program.hpp"
#include "services/latency/latency_source.hpp"

namespace sweep {
namespace {

constexpr std::size_t kept_documents_size = std::size_t{512} << 20U; // more of them are written anew each time

Socket listen_on_loopback(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(socket.descriptor(), SOMAXCONN) != 0) {
    throw system_error_from_errno("listen on", "127.0.0.1:" + std::to_string(port));
  }
  return socket;
}

std::uint16_t port_of(const Socket& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// How many connections the kernel holds for one listening socket until they are accepted.
std::size_t longest_line() {
  std::ifstream file("/proc/sys/net/core/somaxconn");
  std::size_t connections = 128;
  file >> connections;
  return std::max<std::size_t>(1, connections);
}

/// As many sockets on one port as hold ten thousand connections not yet accepted, with room for an uneven share: what
/// finds a line full tries again only after a second.
std::vector<Socket> listening_sockets(std::uint16_t port) {
  constexpr std::size_t connections = 20'000;
  constexpr std::size_t most = 64;
  std::vector<Socket> sockets;
  sockets.push_back(listen_on_loopback(port));
  while (sockets.size() < most && sockets.size() * longest_line() < connections) {
    sockets.push_back(listen_on_loopback(port_of(sockets.front())));
  }
  return sockets;
}

Descriptor open_spare() {
  return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

} // namespace

class LatencyServer::Listener final : public Reactor::Waiter {
 public:
  Listener(Poller& poller, int descriptor, std::function<bool()> told)
      : told_(std::move(told)), watch_(poller.watch(descriptor)) {
    watch_->wait(Reactor::Direction::read, never, *this);
  }

  void ready() noexcept override {
    if (told_()) {
      watch_->wait(Reactor::Direction::read, never, *this);
    }
  }
  void timed_out() noexcept override {}

 private:
  std::function<bool()> told_;
  std::unique_ptr<Reactor::Watch> watch_;
};

LatencyServer::LatencyServer(const DocumentSeries& documents, const LatencyRule& rule, std::uint16_t port)
    : series_(documents), rule_(rule), poller_(make_epoll_poller()), listening_(listening_sockets(port)),
      spare_(open_spare()) {}

LatencyServer::~LatencyServer() {
  connections_.clear(); // their watches are the poller's
}

std::uint16_t LatencyServer::port() const {
  return port_of(listening_.front());
}

void LatencyServer::run(int lifeline) {
  bool over = false;
  std::vector<std::unique_ptr<Listener>> clients;
  for (const Socket& socket : listening_) {
    clients.push_back(std::make_unique<Listener>(*poller_, socket.descriptor(), [this, &socket] {
      accept_from(socket);
      return true;
    }));
  }
  const Listener life(*poller_, lifeline, [&over, lifeline] {
    over = has_ended(lifeline);
    return !over;
  });
  while (!over) {
    poller_->poll(due_.empty() ? never : due_.top().when);
    answer_due();
    for (Connection* closed : std::exchange(closed_, {})) {
      connections_.erase(closed);
    }
  }
}

/// Accepts a few, so that those of other lines and those who have asked wait no longer than that takes.
void LatencyServer::accept_from(const Socket& listening) {
  constexpr int few = 64;
  for (int i = 0; i < few; ++i) {
    Socket socket(accept4(listening.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket.is_open()) {
      welcome(std::move(socket));
    } else if (errno == EMFILE || errno == ENFILE) {
      refuse_one(listening);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return;
    }
  }
}

/// A client that the system has no room for is left without an answer; the others know nothing of it.
void LatencyServer::welcome(Socket socket) noexcept {
  try {
    auto connection = std::make_unique<Connection>(*this, *poller_, std::move(socket));
    Connection& accepted = *connection;
    connections_.emplace(&accepted, std::move(connection));
    accepted.ready();
  } catch (...) { // its socket is closed
  }
}

/// Tells a client that there is no descriptor for it, with the one kept for that.
void LatencyServer::refuse_one(const Socket& listening) {
  constexpr std::string_view answer = "HTTP/1.1 503 No descriptor left in the latency source: raise `ulimit -n`\r\n"
                                      "Connection: close\r\nContent-Length: 0\r\n\r\n";
  spare_.close();
  Socket socket(accept4(listening.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
  if (socket.is_open()) {
    send(socket.descriptor(), answer.data(), answer.size(), MSG_NOSIGNAL);
    shutdown(socket.descriptor(), SHUT_WR);
  }
  socket.close(); // whose descriptor is the next one kept
  spare_ = open_spare();
}

std::shared_ptr<const std::string> LatencyServer::document(std::uint64_t n) {
  if (const auto found = documents_.find(n); found != documents_.end()) {
    return found->second;
  }
  auto written = std::make_shared<const std::string>(document_text(series_, n));
  if ((documents_.size() + 1) * series_.size <= kept_documents_size) {
    documents_.emplace(n, written);
  }
  return written;
}

std::string LatencyServer::description() const {
  return introduction(series_) + R"("distribution":")" + std::string(name(rule_.distribution)) + R"(","latency_s":)" +
         std::to_string(rule_.mean) + "}";
}

void LatencyServer::serve(Connection& connection, std::uint64_t n) {
  const Seconds duration = latency(rule_, n);
  if (rule_.distribution == Distribution::queue && in_service_ >= rule_.depth) {
    line_.emplace_back(&connection, duration);
  } else {
    begin(connection, duration);
  }
}

void LatencyServer::begin(Connection& connection, Seconds duration) {
  ++in_service_;
  due_.push({now() + static_cast<Instant>(duration * 1e9), &connection});
}

void LatencyServer::answer_due() {
  while (!due_.empty() && due_.top().when <= now()) {
    Connection& connection = *due_.top().connection;
    due_.pop();
    --in_service_;
    connection.answer();
    if (!line_.empty()) {
      const auto [next, duration] = line_.front();
      line_.pop_front();
      begin(*next, duration);
    }
  }
}

} // namespace sweep
