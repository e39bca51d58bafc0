#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sweep {

constexpr std::size_t largest_http_header = 65'536; ///< Of an answer; also of a chunk's, or what follows the last.
constexpr std::size_t largest_http_body = std::size_t{256} << 20U; ///< 256 MiB.

/// What there is to say of a body that is larger.
std::string too_large_a_body();

/// Reads one answer of HTTP/1.1 or 1.0 (RFC 9112) by Boost.Beast, from bytes that lie in memory: the header, then,
/// where the body comes in chunks, those. A body with a length, or that ends with the connection, needs no reading.
/// What cannot be read is a failure in words. One thread.
class HttpParser {
 public:
  HttpParser();
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;
  ~HttpParser();

  /// Reads the header at the beginning of `bytes`. Returns its size, 0 where its end is not among them: then begin anew
  /// with a parser and more bytes.
  std::size_t read_header(std::string_view bytes);

  /// Empty while all is well.
  const std::string& failure() const;

  // Once there is a header.

  int status() const;
  std::string reason() const;   ///< "404 Not Found"
  std::string location() const; ///< Where the answer is instead, by the server's word; may be empty.
  bool in_chunks() const;
  std::optional<std::size_t> length() const; ///< Of the body; none: in chunks, or to the end of the connection.
  bool keep_alive() const;                   ///< Whether the connection outlives this answer.

  struct Decoded {
    std::size_t taken; ///< Of the bytes.
    std::size_t given; ///< Bytes of the body that they held.
  };

  /// Takes of `bytes`, which follow the header or what was taken before, what can be read, and writes what they hold of
  /// the body to `to`, which may be where they lie or before.
  Decoded decode(std::string_view bytes, char* to);

  /// How many bytes must come at least before the body is whole, as far as is known.
  std::size_t missing() const;

  bool done() const; ///< Whether the last chunk, and what follows it, was read.

 private:
  class Reader;

  std::unique_ptr<Reader> reader_;
};

} // namespace sweep
