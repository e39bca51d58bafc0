#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/reactor.hpp"
#include "io/files/descriptor.hpp"
#include "io/reactor/poller.hpp"
#include "io/sockets/socket.hpp"
#include "services/latency/connection.hpp"
#include "services/latency/documents.hpp"
#include "services/latency/latency.hpp"

namespace sweep {

/// An HTTP/1.1 server on one thread that answers `GET /<n>` and `GET /<n>.json` with document n, as late as a rule
/// says; `GET /` tells what it serves. Holds as many open requests as it may have descriptors, each in less than 1 KB.
class LatencyServer {
 public:
  /// Listens on the loopback interface. @param port  0: any that is free. Throws SystemError.
  LatencyServer(const DocumentSeries& documents, const LatencyRule& rule, std::uint16_t port);
  ~LatencyServer();
  LatencyServer(const LatencyServer&) = delete;
  LatencyServer& operator=(const LatencyServer&) = delete;

  std::uint16_t port() const;

  /// Serves until `lifeline` comes to its end of file, as a pipe does when the process at its other end has ended.
  void run(int lifeline);

  // For its connections.

  std::shared_ptr<const std::string> document(std::uint64_t n);

  /// The series and the rule, in JSON.
  std::string description() const;

  /// Has `connection` answer when document n is due.
  void serve(Connection& connection, std::uint64_t n);

  /// Destroys `connection`, which is closed, when it is through.
  void forget(Connection& connection) { closed_.push_back(&connection); }

 private:
  /// Calls a function whenever a descriptor can be read, until it returns false.
  class Listener;

  struct Due {
    Instant when;
    Connection* connection;

    bool operator<(const Due& other) const { return when > other.when; } // the queue's top is the earliest
  };

  void accept_from(const Socket& listening);
  void welcome(Socket socket) noexcept;
  void refuse_one(const Socket& listening);
  void begin(Connection& connection, Seconds duration);
  void answer_due();

  DocumentSeries series_;
  LatencyRule rule_;
  std::unique_ptr<Poller> poller_;
  std::vector<Socket> listening_;
  Descriptor spare_; ///< To give up when there are no more, so that a client can be told.
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> closed_;
  std::priority_queue<Due> due_;
  std::deque<std::pair<Connection*, Seconds>> line_; ///< Requests that a queue has not begun to serve.
  std::uint64_t in_service_ = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<const std::string>> documents_;
};

} // namespace sweep
