#include "io/http_exchange.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <span>
#include <system_error>
#include <vector>

namespace sweep {
namespace {

constexpr std::size_t usual_header = 4096;
constexpr std::size_t largest_header = 65'536;
constexpr std::size_t largest_body = 1U << 30U;
constexpr std::size_t piece = 1U << 19U; ///< Fits into the receive buffer that Socket asks for.
constexpr std::string_view header_end = "\r\n\r\n";

std::string words_of(int error) {
  return std::system_category().message(error);
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// The value of a field of the header; empty where it has none.
std::string_view field(std::string_view header, std::string_view name) {
  for (std::size_t line = header.find("\r\n"); line != std::string_view::npos; line = header.find("\r\n", line + 2)) {
    const std::string_view rest = header.substr(line + 2);
    if (rest.size() > name.size() && rest[name.size()] == ':' &&
        equal_ignoring_case(rest.substr(0, name.size()), name)) {
      const std::string_view value = rest.substr(0, rest.find("\r\n")).substr(name.size() + 1);
      const std::size_t first = std::min(value.find_first_not_of(" \t"), value.size());
      return value.substr(first, value.find_last_not_of(" \t") + 1 - first);
    }
  }
  return {};
}

bool contains_header(std::string_view text) {
  return text.find(header_end) != std::string_view::npos;
}

} // namespace

HttpExchange::Step HttpExchange::advance(const Socket& socket, Instant deadline) {
  if (!send_request(socket)) {
    return Step::wants_write;
  }
  while (failure_.empty() && !over_) {
    if (!said_all_there_ && is_all_there(socket)) {
      said_all_there_ = true;
      return Step::all_there;
    }
    if (!(header_size_ == 0 ? look_at_header(socket) : receive_some(socket))) {
      return Step::wants_read;
    }
    if (!over_ && failure_.empty() && now() > deadline) {
      time_out();
    }
  }
  return Step::over;
}

void HttpExchange::time_out() {
  fail(untouched_ ? "no answer within the time-out" : "no whole answer within the time-out");
}

void HttpExchange::restart() {
  *this = HttpExchange(*buffers_, std::move(request_));
}

/// Whether it is sent, or sending has failed. To a connection that is not established yet, sending would block.
bool HttpExchange::send_request(const Socket& socket) {
  while (sent_ < request_.size() && failure_.empty()) {
    const ssize_t count = send(socket.descriptor(), request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
    if (count >= 0) {
      sent_ += static_cast<std::size_t>(count);
    } else if (would_block()) {
      return false;
    } else if (errno != EINTR) {
      fail((errno == ECONNREFUSED ? "connecting: " : "sending the request: ") + words_of(errno));
    }
  }
  return true;
}

/// Reads the header where it lies and leaves everything there. False when it is worth while to wait: for more of the
/// header, or until all is there that a piece of the answer has.
bool HttpExchange::look_at_header(const Socket& socket) {
  std::array<char, usual_header> usual; // NOLINT(cppcoreguidelines-pro-type-member-init): received into
  std::vector<char> larger;
  std::span<char> bytes(usual);
  ssize_t count = recv(socket.descriptor(), bytes.data(), bytes.size(), MSG_PEEK);
  if (count == static_cast<ssize_t>(bytes.size()) && !contains_header({usual.data(), usual.size()})) {
    larger.resize(largest_header);
    bytes = larger;
    count = recv(socket.descriptor(), bytes.data(), bytes.size(), MSG_PEEK);
  }
  if (count <= 0) {
    return nothing_received(count);
  }
  untouched_ = false;
  const auto there = static_cast<std::size_t>(count);
  read_header({bytes.data(), there});
  if (!failure_.empty()) {
    return true;
  }
  if (header_size_ == 0) {
    if (socket.ended() && socket.available() <= there) { // what was only looked at never comes to its end by itself
      fail("the answer ended within its header");
      return true;
    }
    socket.tell_from(there + 1);
    return socket.blocking() == Blocking::yes;
  }
  if (socket.blocking() == Blocking::yes) {
    socket.tell_from(1); // a blocking recv() that has copied a part would wait for as much again
    return true;
  }
  socket.tell_from(std::min(header_size_ + length_.value_or(1), piece));
  return is_all_there(socket);
}

/// Whether the whole answer waits in the kernel, for a socket that does not block.
bool HttpExchange::is_all_there(const Socket& socket) const {
  return socket.blocking() == Blocking::no && header_size_ > 0 && length_ && !answer_ &&
         socket.available() >= header_size_ + *length_;
}

/// False when nothing is there.
bool HttpExchange::receive_some(const Socket& socket) {
  if (!answer_) {
    answer_.emplace(buffers_->take());
    (*answer_)->clear();
  }
  const std::size_t missing = length_ ? header_size_ + *length_ - received() : piece;
  const ssize_t count = recv(socket.descriptor(), (*answer_)->room(missing), missing, 0);
  if (count <= 0) {
    return nothing_received(count);
  }
  (*answer_)->grow(static_cast<std::size_t>(count));
  const std::size_t still_missing = missing - static_cast<std::size_t>(count);
  over_ = length_ && still_missing == 0;
  if (socket.blocking() == Blocking::no) {
    socket.tell_from(over_ || !length_ ? 1 : std::min(still_missing, piece));
  }
  return true;
}

/// What recv() means when it gives nothing. False when it means that nothing is there yet.
bool HttpExchange::nothing_received(ssize_t count) {
  if (count == 0) {
    end_of_stream();
  } else if (would_block()) {
    return false;
  } else if (errno != EINTR) {
    fail("receiving the answer: " + words_of(errno));
  }
  return true;
}

void HttpExchange::end_of_stream() {
  if (header_size_ > 0 && !length_) {
    over_ = true;
  } else if (header_size_ == 0) {
    fail("the server closed the connection without an answer");
  } else {
    const std::size_t of_body = received() - std::min(received(), header_size_);
    fail("the answer ended after " + std::to_string(of_body) + " of " + std::to_string(*length_) + " B");
  }
}

/// Notes what a header says, once all of it is in `text`.
void HttpExchange::read_header(std::string_view text) {
  constexpr std::string_view version = "HTTP/1.";
  const std::size_t end = text.find(header_end);
  if (!version.starts_with(text.substr(0, version.size()))) {
    return fail("the answer is not HTTP/1.1");
  }
  if (end == std::string_view::npos) {
    return text.size() >= largest_header ? fail("the answer's header does not end") : void();
  }
  const std::string_view header = text.substr(0, end + 2);
  const std::string_view status_line = header.substr(0, header.find("\r\n"));
  const std::string_view status = status_line.substr(std::min(version.size() + 2, status_line.size()));
  if (!status.starts_with("200")) {
    return fail("the server answered " + std::string(status));
  }
  if (!field(header, "transfer-encoding").empty()) {
    return fail("the server sends in chunks, which sweep does not read; have it send Content-Length");
  }
  const std::string_view length = field(header, "content-length");
  if (!length.empty()) {
    std::size_t value = 0;
    const auto [rest, error] = std::from_chars(length.data(), length.data() + length.size(), value);
    if (error != std::errc() || rest != length.data() + length.size() || value > largest_body) {
      return fail("the answer's Content-Length is " + std::string(length));
    }
    length_ = value;
  }
  const bool old = status_line.starts_with("HTTP/1.0");
  const std::string_view connection = field(header, "connection");
  keep_alive_ =
      length_ && !equal_ignoring_case(connection, "close") && (!old || equal_ignoring_case(connection, "keep-alive"));
  header_size_ = end + header_end.size();
}

} // namespace sweep
