#pragma once

#include <memory>
#include <thread>

#include "comm/grants.hpp"
#include "comm/team.hpp"
#include "core/dispenser.hpp"

namespace sweep {

/// A dispenser over the ranks of a team. Made anew by every rank of the team for every repetition, before the common
/// start.
class Handout : public Dispenser {
 public:
  /// Called once by the rank's main thread when all ranks are ready and none can give up any more, before their common
  /// start: asks for what comes from other nodes first, so that it is not waited for then. finish() must follow.
  virtual void ask_ahead() {}

  /// Called once by the rank's main thread when its workers are through, before its stage is closed: goes on serving
  /// the other ranks until none needs it. After a failure (`failed`) nobody is given more work.
  virtual void finish(bool /*failed*/) {}
};

/// Chunk k belongs to worker k modulo the number of workers; nothing is shared.
class StaticHandout final : public Handout {
 public:
  StaticHandout(const Team& team, std::uint64_t tasks, std::uint64_t chunk, std::size_t workers_per_rank);

  Chunk next(std::size_t worker) override;

 private:
  struct alignas(64) Position {
    std::uint64_t next;
  };

  std::uint64_t tasks_;
  std::uint64_t chunk_;
  std::uint64_t stride_;
  std::vector<Position> positions_; ///< Of the next chunk of each worker of this rank.
};

/// Workers at home take from the counter itself; rank 0 also answers the leaders of other nodes.
class HomeHandout final : public Handout {
 public:
  HomeHandout(const Team& team, std::uint64_t tasks, ChunkRule chunk, ChunkRule block);

  Chunk next(std::size_t worker) override;
  void abandon() override { team_.counter().abandon(); }
  bool needs_polling() const override { return server_ != nullptr; }
  void poll() override;
  void finish(bool failed) override;

 private:
  const Team& team_;
  ChunkRule chunk_;
  std::thread::id main_thread_;         ///< Which alone may speak with other nodes.
  std::unique_ptr<GrantServer> server_; ///< On rank 0 of a team on several nodes.
};

/// Workers on other nodes take from the node's pool, which the node's leader keeps filled.
class AwayHandout final : public Handout {
 public:
  AwayHandout(const Team& team, ChunkRule chunk);

  Chunk next(std::size_t worker) override;
  void abandon() override { team_.pool().abandon(); }
  bool may_wait() const override { return true; }
  bool needs_polling() const override { return client_ != nullptr; }
  void poll() override { client_->poll(); }
  void ask_ahead() override {
    if (client_) {
      client_->poll();
    }
  }
  void finish(bool failed) override;

 private:
  const Team& team_;
  ChunkRule chunk_;
  std::thread::id main_thread_;         ///< Which alone may speak with other nodes.
  std::unique_ptr<GrantClient> client_; ///< On the leader.
};

} // namespace sweep
