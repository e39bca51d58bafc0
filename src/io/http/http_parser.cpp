#include "io/http/http_parser.hpp"

#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

namespace sweep {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

std::string text(string_view view) {
  return {view.data(), view.size()};
}

std::string words_of(const error_code& error) {
  switch (static_cast<http::error>(error.value())) {
  case http::error::bad_version:
    return "the answer is not HTTP/1.1";
  case http::error::header_limit:
    return "the answer's header does not end within " + std::to_string(largest_http_header) + " B";
  case http::error::body_limit:
    return too_large_a_body();
  case http::error::bad_content_length:
    return "the answer's Content-Length is no length, or contradicts another field";
  case http::error::bad_transfer_encoding:
    return "the answer's Transfer-Encoding contradicts another field";
  case http::error::bad_chunk:
  case http::error::bad_chunk_extension:
    return "the answer's chunks are broken: " + error.message();
  default:
    return "the answer's header is broken: " + error.message();
  }
}

} // namespace

std::string too_large_a_body() {
  return "the answer is longer than the " + std::to_string(largest_http_body >> 20U) + " MiB that sweep reads";
}

class HttpParser::Reader final : public http::basic_parser<false> {
 public:
  Reader() {
    header_limit(largest_http_header);
    body_limit(largest_http_body);
  }

  std::size_t put(std::string_view bytes) {
    error_code error;
    const std::size_t taken = basic_parser::put({bytes.data(), bytes.size()}, error);
    if (error && error != http::error::need_more && failure.empty()) {
      failure = words_of(error);
    }
    return taken;
  }

  std::string failure;
  int status = 0;
  std::string reason;
  std::string location;
  std::size_t of_chunk = 0; ///< What is missing of the present one.
  char* to = nullptr;

 private:
  void on_response_impl(int code, string_view words, int /*version*/, error_code& /*error*/) override {
    status = code;
    reason = std::to_string(code) + (words.empty() ? "" : " ") + text(words);
  }

  void on_field_impl(http::field field, string_view /*name*/, string_view value, error_code& /*error*/) override {
    if (field == http::field::location) {
      location = text(value);
    } else if (field == http::field::transfer_encoding && !boost::beast::iequals(value, "chunked")) {
      encoding_ = "Transfer-Encoding is " + text(value);
    } else if (field == http::field::content_encoding && !boost::beast::iequals(value, "identity")) {
      encoding_ = "Content-Encoding is " + text(value);
    }
  }

  void on_header_impl(error_code& /*error*/) override {
    constexpr int well = 200;
    if (status == well && !encoding_.empty()) {
      failure = "the answer's " + encoding_ + ", which sweep does not read";
    }
  }

  void on_chunk_header_impl(std::uint64_t size, string_view /*extensions*/, error_code& /*error*/) override {
    of_chunk = static_cast<std::size_t>(size);
  }

  std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code& /*error*/) override {
    std::memmove(to, body.data(), body.size());
    to += body.size();
    of_chunk = static_cast<std::size_t>(remain) - body.size();
    return body.size();
  }

  // A body that is not in chunks is not put in here, and requests are not read.
  std::size_t on_body_impl(string_view body, error_code& /*error*/) override { return body.size(); }
  void on_request_impl(http::verb /*verb*/, string_view /*method*/, string_view /*target*/, int /*version*/,
                       error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, error_code& /*error*/) override {}
  void on_finish_impl(error_code& /*error*/) override {}

  std::string encoding_; ///< What sweep does not read.
};

HttpParser::HttpParser() : reader_(std::make_unique<Reader>()) {}
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;
HttpParser::~HttpParser() = default;

std::size_t HttpParser::read_header(std::string_view bytes) {
  const std::size_t taken = reader_->put(bytes);
  if (reader_->failure.empty() && reader_->is_header_done()) {
    return taken;
  }
  if (reader_->failure.empty() && bytes.size() >= largest_http_header) {
    reader_->failure = words_of(http::error::header_limit);
  }
  return 0;
}

const std::string& HttpParser::failure() const {
  return reader_->failure;
}

int HttpParser::status() const {
  return reader_->status;
}

std::string HttpParser::reason() const {
  return reader_->reason;
}

std::string HttpParser::location() const {
  return reader_->location;
}

bool HttpParser::in_chunks() const {
  return reader_->chunked();
}

std::optional<std::size_t> HttpParser::length() const {
  const bool unknown = reader_->chunked() || reader_->need_eof();
  return unknown ? std::nullopt : std::optional<std::size_t>(reader_->content_length().value_or(0));
}

bool HttpParser::keep_alive() const {
  return reader_->keep_alive();
}

HttpParser::Decoded HttpParser::decode(std::string_view bytes, char* to) {
  reader_->eager(true);
  reader_->to = to;
  const std::size_t taken = reader_->put(bytes);
  if (bytes.size() - taken > largest_http_header && reader_->failure.empty() && !done()) {
    reader_->failure = "a chunk's header does not end within " + std::to_string(largest_http_header) + " B";
  }
  return {.taken = taken, .given = static_cast<std::size_t>(reader_->to - to)};
}

std::size_t HttpParser::missing() const {
  constexpr std::size_t least_behind = 7; // the end of a chunk's line, and a last chunk
  return reader_->of_chunk == 0 ? 1 : reader_->of_chunk + least_behind;
}

bool HttpParser::done() const {
  return reader_->is_done();
}

} // namespace sweep
