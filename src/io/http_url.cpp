#include "io/http_url.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::string_view scheme = "http://";
constexpr std::string_view number = "{n}";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw UsageError("url = \"" + std::string(text) + "\": " + why, "",
                   R"(give one like "http://localhost:8000/{n}.json")");
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && rest == end && port > 0;
}

std::string get(const std::string& path, const std::string& authority, bool keep_alive) {
  return "GET " + path + " HTTP/1.1\r\nHost: " + authority +
         (keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
}

} // namespace

std::string HttpUrl::request(std::uint64_t n, bool keep_alive) const {
  return get(before + std::to_string(n) + after, authority(), keep_alive);
}

std::string HttpUrl::request_for_root() const {
  return get("/", authority(), false);
}

std::string HttpUrl::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

HttpUrl parse_http_url(std::string_view text) {
  if (!text.starts_with(scheme)) {
    refuse(text, "only http:// can be read");
  }
  if (text.find_first_of(" \t\r\n\"<>") != std::string_view::npos) {
    refuse(text, "a URL has no blanks, line ends or quotes");
  }
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view authority = rest.substr(0, slash);
  const std::string_view path = rest.substr(slash);
  const std::size_t place = path.find(number);
  if (place == std::string_view::npos) {
    refuse(text, "it does not say with {n} where the document's number goes");
  }
  if (path.find(number, place + number.size()) != std::string_view::npos) {
    refuse(text, "it says {n} more than once");
  }
  HttpUrl url{.host = {},
              .before = std::string(path.substr(0, place)),
              .after = std::string(path.substr(place + number.size()))};
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = bracket == std::string_view::npos ? bracket : authority.find(':', bracket);
  if (colon != std::string_view::npos) {
    url.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  url.host = authority;
  if (url.host.empty() || url.host.find_first_of("[]") != std::string::npos || !is_port(url.port)) {
    refuse(text, "it names no host, or a port that is no number");
  }
  return url;
}

} // namespace sweep
