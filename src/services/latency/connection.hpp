#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/reactor.hpp"
#include "io/reactor/poller.hpp"
#include "io/sockets/socket.hpp"

namespace sweep {

class LatencyServer;

/// A client's connection: reads a request, has the server say when it is due, sends the answer, and again.
class Connection final : public Reactor::Waiter {
 public:
  Connection(LatencyServer& server, Poller& poller, Socket socket);

  /// Goes on with what was waited for. Called once after construction, then by the poller.
  void ready() noexcept override;
  void timed_out() noexcept override {}

  /// What to answer, once answer() is called; no body is an empty one.
  void prepare(std::string_view status, std::shared_ptr<const std::string> body);

  /// Sends what was prepared and goes on with the next request, or has the server forget this connection.
  void answer() noexcept;

 private:
  void read_request();
  void take_request();
  void respond(const std::string& method_and_path);
  void send_answer();
  void wait(Reactor::Direction direction);
  void close();

  LatencyServer& server_;
  Socket socket_;
  std::unique_ptr<Reactor::Watch> watch_; ///< Of the socket, so destroyed before it.
  bool keep_alive_ = true;
  std::string request_; ///< What was received and not taken.
  std::string header_;  ///< Not empty while an answer is due or being sent.
  std::shared_ptr<const std::string> body_;
  std::size_t sent_ = 0;
};

} // namespace sweep
