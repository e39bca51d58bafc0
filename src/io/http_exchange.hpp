#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "io/buffer.hpp"
#include "io/pool.hpp"
#include "io/socket.hpp"

namespace sweep {

/// One GET of HTTP/1.1 (RFC 9112) on a connected socket, carried as far as it goes without waiting. Understands answers
/// whose body has a Content-Length or ends with the connection; not those sent in chunks.
///
/// The header is looked at while it stays in the kernel, which then is asked to tell when the whole answer is there
/// (SO_RCVLOWAT): so a buffer is used for the moment of copying and not while a hundred answers trickle in.
class HttpExchange {
 public:
  enum class Step {
    wants_write,
    wants_read,
    all_there, ///< Nothing to wait for: the next advance() copies the answer, best right before it is used.
    over
  };

  HttpExchange(Pool<Buffer>& buffers, std::string request) : buffers_(&buffers), request_(std::move(request)) {}

  /// Sends and receives on `socket` until all is over, or it would block. What the peer does wrong, or later than
  /// `deadline`, ends it with a failure.
  Step advance(const Socket& socket, Instant deadline);

  /// Ends it with that failure.
  void fail(std::string why) { failure_ = std::move(why); }

  /// Ends it because it took too long.
  void time_out();

  /// Begins anew, on another connection.
  void restart();

  /// Empty when all went well.
  const std::string& failure() const { return failure_; }

  bool over() const { return over_; }

  /// Whether nothing was received yet: a connection kept alive may have been closed before it was used again.
  bool untouched() const { return untouched_; }

  /// Whether the connection may be used for another exchange.
  bool reusable() const { return failure_.empty() && keep_alive_; }

  /// The answer when all went well; its body is what comes after the header.
  std::optional<Pool<Buffer>::Lease> take_answer() { return std::move(answer_); }
  std::size_t header_size() const { return header_size_; }

 private:
  bool send_request(const Socket& socket);
  bool look_at_header(const Socket& socket);
  bool receive_some(const Socket& socket);
  bool is_all_there(const Socket& socket) const;
  void read_header(std::string_view text);
  bool nothing_received(ssize_t count);
  void end_of_stream();
  std::size_t received() const { return answer_ ? (*answer_)->size() : 0; }

  Pool<Buffer>* buffers_;
  std::string request_;
  std::size_t sent_ = 0;
  std::size_t header_size_ = 0;       ///< 0 until it is known.
  std::optional<std::size_t> length_; ///< Of the body; none: it ends with the connection.
  bool untouched_ = true;
  bool said_all_there_ = false;
  bool keep_alive_ = true;
  bool over_ = false;
  std::optional<Pool<Buffer>::Lease>
      answer_; ///< Header and body; none before they are there, since many wait for them.
  std::string failure_;
};

} // namespace sweep
