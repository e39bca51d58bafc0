#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/clock.hpp"
#include "core/pool.hpp"
#include "io/http/buffer.hpp"
#include "io/http/http_connection.hpp"
#include "io/http/http_parser.hpp"

namespace sweep {

/// One GET of HTTP/1.1 (RFC 9112) on a connection, carried as far as it goes without waiting.
///
/// The header is looked at while it stays in the kernel, which then is asked to tell when the whole answer is there
/// (SO_RCVLOWAT): so a buffer is used for the moment of copying and not while a hundred answers trickle in. Where the
/// answer does not say how long it is, or is encrypted, it is copied as it comes.
class HttpExchange {
 public:
  enum class Step {
    wants_write,
    wants_read,
    all_there, ///< Nothing to wait for: the next advance() copies the answer, best right before it is used.
    over
  };

  HttpExchange(Pool<Buffer>& buffers, std::string request) : buffers_(&buffers), request_(std::move(request)) {}

  /// Sends and receives on `connection` until all is over, or it would block. What the peer does wrong, or later than
  /// `deadline`, ends it with a failure.
  Step advance(HttpConnection& connection, Instant deadline);

  /// Ends it with that failure.
  void fail(std::string why) { failure_ = std::move(why); }

  /// Ends it because it took too long.
  void time_out();

  /// Begins anew, on another connection; with that request, or the same.
  void restart();
  void restart(std::string request);

  /// Empty when all went well.
  const std::string& failure() const { return failure_; }

  bool over() const { return over_; }

  /// Where the server says that the answer is instead; then that is all there is.
  const std::string& location() const { return location_; }

  /// Of the request: what is after the host.
  std::string_view target() const;

  /// Whether nothing was received yet: a connection kept alive may have been closed before it was used again.
  bool untouched() const { return untouched_; }

  /// Whether the connection may be used for another exchange.
  bool reusable() const { return failure_.empty() && keep_alive_; }

  /// The body when all went well.
  std::optional<Pool<Buffer>::Lease> take_body() { return std::move(body_); }

 private:
  std::optional<Step> send_request(HttpConnection& connection);
  Step receive_header(HttpConnection& connection);
  void take_header(HttpConnection& connection, HttpParser parser, std::size_t size);
  Step receive_body(HttpConnection& connection);
  std::optional<Step> leave_body(const HttpConnection& connection);
  void look_for_end();
  void decode();
  void end_of_stream();
  std::size_t missing() const;
  Step nothing_moved(const Moved& moved, const char* doing);

  Pool<Buffer>* buffers_;
  std::string request_;
  std::size_t sent_ = 0;
  std::size_t looked_at_ = 0;         ///< Of the header, which is not whole.
  std::optional<HttpParser> answer_;  ///< What its header says, once it is whole.
  std::optional<std::size_t> length_; ///< Of the body; none: it comes in chunks, or ends with the connection.
  std::size_t decoded_ = 0;           ///< Of what was received of a body in chunks; behind it is what was not.
  bool untouched_ = true;
  bool awaited_ = false; ///< Whether the body was given time to come before it is copied.
  bool said_all_there_ = false;
  bool keep_alive_ = true;
  bool over_ = false;
  std::optional<Pool<Buffer>::Lease> body_; ///< None before it is there, since many wait for theirs.
  std::string location_;
  std::string failure_;
};

} // namespace sweep
