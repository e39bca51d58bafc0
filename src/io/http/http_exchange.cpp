#include "io/http/http_exchange.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace sweep {
namespace {

constexpr std::size_t usual_header = 4096;
constexpr std::size_t piece = 1U << 19U; ///< Of an answer that does not say how long it is.

bool is_redirection(int status) {
  constexpr std::array elsewhere{301, 302, 303, 307, 308};
  return std::ranges::find(elsewhere, status) != elsewhere.end();
}

} // namespace

HttpExchange::Step HttpExchange::advance(HttpConnection& connection, Instant deadline) {
  if (const std::optional<Step> waits = send_request(connection)) {
    return *waits;
  }
  while (failure_.empty() && !over_) {
    const Step step = answer_ ? receive_body(connection) : receive_header(connection);
    if (step != Step::over) {
      return step;
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
  restart(std::move(request_));
}

void HttpExchange::restart(std::string request) {
  *this = HttpExchange(*buffers_, std::move(request));
}

std::string_view HttpExchange::target() const {
  const std::size_t first = request_.find(' ') + 1;
  return std::string_view(request_).substr(first, request_.find(' ', first) - first);
}

/// What it waits for; nothing where it is sent, or sending has failed.
std::optional<HttpExchange::Step> HttpExchange::send_request(HttpConnection& connection) {
  while (sent_ < request_.size() && failure_.empty()) {
    const char* const doing = connection.is_established() ? "sending the request: " : "connecting: ";
    const Moved moved = connection.send(std::string_view(request_).substr(sent_));
    sent_ += moved.bytes;
    if (moved.state != Moved::State::some) {
      if (const Step step = nothing_moved(moved, doing); step != Step::over) {
        return step;
      }
    }
  }
  return std::nullopt;
}

/// Over: it went on, or has failed.
HttpExchange::Step HttpExchange::nothing_moved(const Moved& moved, const char* doing) {
  switch (moved.state) {
  case Moved::State::wants_read:
    return Step::wants_read;
  case Moved::State::wants_write:
    return Step::wants_write;
  case Moved::State::ended:
    end_of_stream();
    return Step::over;
  default:
    fail(doing + moved.failure);
    return Step::over;
  }
}

/// Reads the header where it lies and leaves it there until it is whole.
HttpExchange::Step HttpExchange::receive_header(HttpConnection& connection) {
  std::array<char, usual_header> usual; // NOLINT(cppcoreguidelines-pro-type-member-init): received into
  std::vector<char> larger;
  std::span<char> bytes(usual);
  if (looked_at_ >= usual.size()) {
    larger.resize(largest_http_header);
    bytes = larger;
  }
  const Moved moved = connection.peek(bytes, looked_at_);
  if (moved.state != Moved::State::some) {
    return nothing_moved(moved, "receiving the answer: ");
  }
  untouched_ = false;
  looked_at_ = moved.bytes;
  HttpParser parser;
  const std::size_t size = parser.read_header({bytes.data(), moved.bytes});
  if (!parser.failure().empty()) {
    fail(parser.failure());
  } else if (size > 0) {
    take_header(connection, std::move(parser), size);
  }
  return Step::over;
}

void HttpExchange::take_header(HttpConnection& connection, HttpParser parser, std::size_t size) {
  constexpr int switching = 101;
  constexpr int first_final = 200;
  connection.drop(size);
  looked_at_ = 0;
  if (parser.status() < first_final && parser.status() != switching) {
    return; // "100 Continue", "103 Early Hints": the answer is yet to come
  }
  if (is_redirection(parser.status()) && !parser.location().empty()) {
    location_ = parser.location();
    keep_alive_ = false; // its body is of no use
    over_ = true;
    return;
  }
  if (parser.status() != first_final) {
    return fail("the server answered " + parser.reason());
  }
  keep_alive_ = parser.keep_alive();
  length_ = parser.length();
  answer_ = std::move(parser);
  connection.expect(missing());
}

/// How much is still to come at least, as far as is known.
std::size_t HttpExchange::missing() const {
  if (length_) {
    return *length_ - (body_ ? (*body_)->size() : 0);
  }
  return answer_->in_chunks() ? answer_->missing() : 1;
}

HttpExchange::Step HttpExchange::receive_body(HttpConnection& connection) {
  if (const std::optional<Step> step = leave_body(connection)) {
    return *step;
  }
  if (!body_) {
    body_.emplace(buffers_->take());
    (*body_)->clear();
  }
  if (const std::size_t most = length_ ? missing() : piece; most > 0) {
    const Moved moved = connection.receive({(*body_)->room(most), most});
    if (moved.state != Moved::State::some) {
      return nothing_moved(moved, "receiving the answer: ");
    }
    (*body_)->grow(moved.bytes);
  }
  look_for_end();
  if (!over_) {
    connection.expect(missing());
  }
  return Step::over;
}

/// What to do while the body may stay in the kernel; nothing where it is to be copied.
std::optional<HttpExchange::Step> HttpExchange::leave_body(const HttpConnection& connection) {
  if (!length_ || body_ || said_all_there_ || !connection.keeps()) {
    return std::nullopt;
  }
  if (connection.holds(*length_)) {
    said_all_there_ = true;
    return Step::all_there;
  }
  return std::exchange(awaited_, true) ? std::nullopt : std::optional(Step::wants_read);
}

void HttpExchange::look_for_end() {
  if (length_) {
    over_ = missing() == 0;
  } else if (answer_->in_chunks()) {
    decode();
  } else if ((*body_)->size() > largest_http_body) {
    fail(too_large_a_body());
  }
}

/// Takes the chunks out of what was received.
void HttpExchange::decode() {
  Buffer& body = **body_;
  const std::string_view received = body.view().substr(decoded_);
  const auto [taken, given] = answer_->decode(received, body.data() + decoded_);
  decoded_ += given;
  const std::string_view rest = received.substr(taken);
  std::memmove(body.data() + decoded_, rest.data(), rest.size());
  over_ = answer_->done();
  body.cut(decoded_ + (over_ ? 0 : rest.size()));
  keep_alive_ = keep_alive_ && (!over_ || rest.empty()); // more than was asked for would be taken for the next answer
  if (!answer_->failure().empty()) {
    fail(answer_->failure());
  }
}

void HttpExchange::end_of_stream() {
  const std::size_t there = body_ ? (*body_)->size() : 0;
  if (looked_at_ > 0) {
    fail("the answer ended within its header");
  } else if (!answer_) {
    fail("the server closed the connection without an answer");
  } else if (length_) {
    fail("the answer ended after " + std::to_string(there) + " of " + std::to_string(*length_) + " B");
  } else if (answer_->in_chunks()) {
    fail("the answer ended before its last chunk");
  } else {
    over_ = true;
  }
}

} // namespace sweep
