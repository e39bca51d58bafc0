#include "io/http/http_url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::string_view number = "{n}";

/// Why a text is no URL of ours.
struct Refusal {
  std::string why;
};

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal{why};
}

bool is_letter_or_digit(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 && static_cast<unsigned char>(letter) < 128;
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return small;
}

/// Takes "http://" or "https://" away.
bool take_scheme(std::string_view& rest) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (in_small_letters(rest.substr(0, scheme.size())) == scheme) {
      rest.remove_prefix(scheme.size());
      return scheme == "https://";
    }
  }
  refuse("only http:// and https:// can be read");
}

std::string port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || rest != end || port == 0) {
    refuse("its port is no number from 1 to 65535");
  }
  return std::to_string(port);
}

std::string ipv6_of(std::string_view text) {
  if (text.find('%') != std::string_view::npos) {
    refuse("its address names a zone, which cannot be read");
  }
  in6_addr address{};
  const std::string address_text(text);
  if (inet_pton(AF_INET6, address_text.c_str(), &address) != 1) {
    refuse("there is no IPv6 address in its brackets");
  }
  return in_small_letters(text);
}

std::string name_of(std::string_view text) {
  if (std::ranges::any_of(text, [](char letter) { return static_cast<unsigned char>(letter) >= 128; })) {
    refuse("its host has letters beyond ASCII; write the host as DNS knows it (xn--…)");
  }
  if (text.empty()) {
    refuse("it names no host");
  }
  if (!std::ranges::all_of(text, [](char letter) {
        return is_letter_or_digit(letter) || letter == '-' || letter == '.' || letter == '_';
      })) {
    refuse("its host is no name of letters, digits, '-' and '.'");
  }
  return in_small_letters(text);
}

/// Takes "host:port" apart.
void take_authority(std::string_view authority, HttpUrl& url) {
  if (authority.find('@') != std::string_view::npos) {
    refuse("it has a user or password before '@', which would stand in every result");
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t bracket = std::min(authority.find(']'), authority.size());
    url.host = ipv6_of(bracket < authority.size() ? authority.substr(1, bracket - 1) : std::string_view());
    port = authority.substr(std::min(bracket + 1, authority.size()));
    if (!port.empty() && !port.starts_with(':')) {
      refuse("something follows the brackets of its address");
    }
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    if (authority.find(':', std::min(colon + 1, authority.size())) != std::string_view::npos) {
      refuse("its host has more than one ':'; an IPv6 address stands in brackets");
    }
    url.host = name_of(authority.substr(0, colon));
    port = authority.substr(colon);
  }
  const char* const usual = url.secure ? "443" : "80";
  url.port = port.empty() ? usual : port_of(port.substr(1));
}

/// Looks through a path and its query, the number's place apart.
void check_path(std::string_view path) {
  for (std::size_t place = 0; place < path.size(); ++place) {
    const char letter = path[place];
    if (letter == '#') {
      refuse("what follows '#' is never sent to a server");
    }
    if (letter == '%' && (path.size() < place + 3 || std::isxdigit(static_cast<unsigned char>(path[place + 1])) == 0 ||
                          std::isxdigit(static_cast<unsigned char>(path[place + 2])) == 0)) {
      refuse("two hexadecimal digits follow each '%'; '%' itself is %25");
    }
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/?%[]|"; // the last three by the custom of servers
    if (!is_letter_or_digit(letter) && others.find(letter) == std::string_view::npos) {
      refuse("its path has letters that must be written as %XX, their bytes in UTF-8");
    }
  }
}

/// The path and the query, which may stand alone.
std::string path_from(std::string_view rest) {
  return (rest.starts_with('/') ? std::string() : std::string("/")).append(rest);
}

HttpUrl parse(std::string_view text) {
  if (text.find_first_of(" \t\r\n\"<>\\^`") != std::string_view::npos) {
    refuse("a URL has no blanks, line ends, quotes or backslashes");
  }
  HttpUrl url;
  url.secure = take_scheme(text);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  const std::string path = path_from(text.substr(end));
  const std::size_t place = path.find(number);
  if (place == std::string::npos) {
    refuse("it does not say with {n} where the document's number goes");
  }
  url.before = path.substr(0, place);
  url.after = path.substr(place + number.size());
  if (url.after.find(number) != std::string::npos) {
    refuse("it says {n} more than once");
  }
  take_authority(text.substr(0, end), url);
  check_path(url.before);
  check_path(url.after);
  return url;
}

} // namespace

std::string HttpUrl::request(std::uint64_t n, bool keep_alive) const {
  return request_for(before + std::to_string(n) + after, keep_alive);
}

std::string HttpUrl::request_for(const std::string& path, bool keep_alive) const {
  const std::string all = authority();
  const std::string_view usual = secure ? ":443" : ":80";
  const std::string named = all.ends_with(usual) ? all.substr(0, all.size() - usual.size()) : all;
  return "GET " + path + " HTTP/1.1\r\nHost: " + named + "\r\nUser-Agent: sweep\r\n" +
         (keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

std::string HttpUrl::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

bool HttpUrl::is_loopback() const {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) {
    return ntohl(address.s_addr) >> 24U == IN_LOOPBACKNET;
  }
  in6_addr longer{};
  return host == "localhost" || (inet_pton(AF_INET6, host.c_str(), &longer) == 1 && IN6_IS_ADDR_LOOPBACK(&longer));
}

std::optional<std::string> HttpUrl::path_of(std::string_view location, std::string_view path) const {
  try {
    location = location.substr(0, location.find('#'));
    std::string found;
    if (location.find("://") < location.find_first_of("/?")) {
      HttpUrl other;
      other.secure = take_scheme(location);
      const std::size_t end = std::min(location.find_first_of("/?"), location.size());
      take_authority(location.substr(0, end), other);
      if (other.secure != secure || other.host != host || other.port != port) {
        return std::nullopt;
      }
      found = path_from(location.substr(end));
    } else if (location.starts_with("//")) {
      return path_of((secure ? "https:" : "http:") + std::string(location), path);
    } else if (location.starts_with('/')) {
      found = location;
    } else if (location.starts_with('?')) {
      found = std::string(path.substr(0, path.find('?'))) + std::string(location);
    } else { // beside it; servers read ".." themselves
      const std::string_view alone = path.substr(0, path.find('?'));
      found = std::string(alone.substr(0, alone.rfind('/') + 1)) + std::string(location);
    }
    check_path(found);
    return found;
  } catch (const Refusal&) {
    return std::nullopt;
  }
}

HttpUrl parse_http_url(std::string_view text) {
  try {
    return parse(text);
  } catch (const Refusal& refusal) {
    const std::size_t secret = text.find('@'); // what stands before it is not for logs
    const std::string shown =
        secret == std::string_view::npos ? std::string(text) : "…" + std::string(text.substr(secret));
    throw UsageError("url = \"" + shown + "\": " + refusal.why, "",
                     R"(give one like "http://localhost:8000/{n}.json")");
  }
}

} // namespace sweep
