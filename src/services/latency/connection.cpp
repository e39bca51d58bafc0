#include "services/latency/connection.hpp"

#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

#include "services/latency/server.hpp"

namespace sweep {
namespace {

constexpr std::size_t largest_request = 65'536;

/// The n of "/17" or "/17.json".
std::optional<std::uint64_t> document_number(std::string_view path) {
  constexpr std::string_view ending = ".json";
  if (path.ends_with(ending)) {
    path.remove_suffix(ending.size());
  }
  if (!path.starts_with('/')) {
    return std::nullopt;
  }
  std::uint64_t n = 0;
  const char* const end = path.data() + path.size();
  const auto [rest, error] = std::from_chars(path.data() + 1, end, n);
  return error == std::errc() && rest == end ? std::optional(n) : std::nullopt;
}

} // namespace

Connection::Connection(LatencyServer& server, Poller& poller, Socket socket)
    : server_(server), socket_(std::move(socket)), watch_(poller.watch(socket_.descriptor())) {}

void Connection::ready() noexcept {
  try {
    header_.empty() ? read_request() : send_answer();
  } catch (...) { // out of memory: this client is lost, the others are not
    close();
  }
}

void Connection::read_request() {
  constexpr std::size_t piece = 2048;
  std::array<char, piece> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): received into
  const ssize_t count = recv(socket_.descriptor(), bytes.data(), bytes.size(), 0);
  if (count > 0) {
    request_.append(bytes.data(), static_cast<std::size_t>(count));
  }
  const bool may_come = count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
  may_come&& request_.size() <= largest_request ? take_request() : close();
}

/// Takes the next whole request from what was read, or waits for more.
void Connection::take_request() {
  constexpr std::string_view end = "\r\n\r\n";
  const std::size_t size = request_.find(end);
  if (size == std::string::npos) {
    return wait(Reactor::Direction::read);
  }
  const std::string request = request_.substr(0, size);
  request_.erase(0, size + end.size());
  keep_alive_ = request.find("\r\nConnection: close") == std::string::npos;
  respond(request.substr(0, request.find(' ', request.find(' ') + 1)));
}

void Connection::respond(const std::string& method_and_path) {
  constexpr std::string_view method = "GET ";
  const std::optional<std::uint64_t> n =
      document_number(std::string_view(method_and_path).substr(std::min(method.size(), method_and_path.size())));
  if (!method_and_path.starts_with(method)) {
    prepare("405 Method Not Allowed", nullptr);
  } else if (n) {
    prepare("200 OK", server_.document(*n));
    return server_.serve(*this, *n);
  } else if (method_and_path == "GET /") {
    prepare("200 OK", std::make_shared<const std::string>(server_.description()));
  } else {
    prepare("404 Not Found", nullptr);
  }
  answer();
}

void Connection::prepare(std::string_view status, std::shared_ptr<const std::string> body) {
  header_ = "HTTP/1.1 " + std::string(status) +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body ? body->size() : 0) +
            (keep_alive_ ? "" : "\r\nConnection: close") + "\r\n\r\n";
  body_ = std::move(body);
  sent_ = 0;
}

void Connection::answer() noexcept {
  ready();
}

void Connection::send_answer() {
  const std::string_view body = body_ ? *body_ : std::string_view();
  while (sent_ < header_.size() + body.size()) {
    const std::size_t of_header = std::min(sent_, header_.size());
    const std::size_t of_body = sent_ - of_header;
    std::array<iovec, 2> parts{iovec{header_.data() + of_header, header_.size() - of_header},
                               iovec{const_cast<char*>(body.data()) + of_body, body.size() - of_body}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t count = sendmsg(socket_.descriptor(), &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      return wait(Reactor::Direction::write);
    }
    if (count < 0 && errno != EINTR) {
      return close();
    }
    sent_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  header_.clear();
  body_.reset();
  keep_alive_ ? take_request() : close();
}

void Connection::wait(Reactor::Direction direction) {
  watch_->wait(direction, never, *this);
}

void Connection::close() {
  watch_.reset();
  socket_.close();
  server_.forget(*this);
}

} // namespace sweep
