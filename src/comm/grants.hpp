#pragma once

#include <memory>

#include "comm/team.hpp"

namespace sweep {

/// Rank 0's half of the hand-out between nodes. A leader's request is answered with a block of tasks from the home
/// counter, or with an empty block, its last. Rank 0 works like every other rank and answers at its safe points: a bare
/// MPI_Fetch_and_op would wait for rank 0 to call MPI, seconds over TCP (measured between two hosts).
/// Main thread only.
class GrantServer {
 public:
  /// @param rule  how large a block is
  GrantServer(const Team& team, ChunkRule rule);
  ~GrantServer();
  GrantServer(const GrantServer&) = delete;
  GrantServer& operator=(const GrantServer&) = delete;

  /// Answers what has arrived; some 0.3 µs when nothing has.
  void poll();

  /// Whether every leader has had its empty block.
  bool done() const { return waiting_ == 0; }

 private:
  struct Request;

  const Team& team_;
  ChunkRule rule_;
  int waiting_;
  std::unique_ptr<Request> request_;
};

/// A leader's half: keeps the node's pool filled, asking for the next block before the present one is done.
/// Main thread only.
class GrantClient {
 public:
  explicit GrantClient(const Team& team);
  ~GrantClient();
  GrantClient(const GrantClient&) = delete;
  GrantClient& operator=(const GrantClient&) = delete;

  /// Takes in a block that has arrived and asks for another when the pool wants one.
  void poll();

 private:
  struct Request;

  const Team& team_;
  std::unique_ptr<Request> request_;
};

} // namespace sweep
