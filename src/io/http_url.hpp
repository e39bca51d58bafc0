#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sweep {

/// Where numbered documents are: "http://host:port/folder/{n}.json".
struct HttpUrl {
  std::string host; ///< A name or an address; IPv6 without brackets.
  std::string port = "80";
  std::string before; ///< The path up to the number, from '/' on.
  std::string after;  ///< The path after it.

  /// What asks for document n. @param keep_alive  whether the connection is to stay open
  std::string request(std::uint64_t n, bool keep_alive) const;

  /// What asks the server itself, at "/".
  std::string request_for_root() const;

  std::string authority() const; ///< "host:port"
};

/// Throws UsageError for anything that is no such URL.
HttpUrl parse_http_url(std::string_view text);

} // namespace sweep
