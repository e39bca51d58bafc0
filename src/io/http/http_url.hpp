#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sweep {

/// Where numbered documents are: "http://host:port/folder/{n}.json".
struct HttpUrl {
  bool secure = false; ///< https://
  std::string host;    ///< A name in small letters or an address; IPv6 without brackets.
  std::string port;
  std::string before; ///< The path and the query up to the number, from '/' on.
  std::string after;  ///< What comes after it.

  /// What asks for document n. @param keep_alive  whether the connection is to stay open
  std::string request(std::uint64_t n, bool keep_alive) const;

  /// What asks for another path of this server, such as "/".
  std::string request_for(const std::string& path, bool keep_alive) const;

  std::string authority() const; ///< "host:port"

  /// Whether the host is this machine by its name or address: "localhost", 127.0.0.0/8 or ::1.
  bool is_loopback() const;

  /// The path to which a server leads that answers a request for `path` with that `location`; none where this is
  /// another server, or no place at all.
  std::optional<std::string> path_of(std::string_view location, std::string_view path) const;
};

/// Throws UsageError for anything that is no such URL.
HttpUrl parse_http_url(std::string_view text);

} // namespace sweep
