#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "comm/communicator.hpp"
#include "comm/shared_window.hpp"
#include "core/clock.hpp"
#include "io/sockets/datagram_post.hpp"
#include "watch/beat.hpp"
#include "watch/beat_board.hpp"
#include "watch/correspondence.hpp"
#include "watch/lookout.hpp"
#include "watch/rota.hpp"
#include "watch/watch_times.hpp"

namespace sweep {

/// A loss, for a person and for whoever starts the next launch.
struct LossReport {
  std::string text; ///< "rank 3 on n2 has been silent for 20 s: …"
  std::string host; ///< To be left out.
  bool is_own;      ///< It is this one, which is cut off: others, where there are any, tell of it, too.
};

/// Finds a rank whose process is stopped, or whose host is off or cannot be reached, which MPI notices late or never;
/// has it told, and then ends all ranks of the launch, each by itself: nobody can agree on anything with one that is
/// gone. Only silence counts: each rank has a thread of its own, which calls no MPI and beats however long a task
/// takes.
///
/// The ranks of a node see each other's beats in shared memory; between nodes they are datagrams, under a key that is
/// shared by MPI at the start (see Rota for who watches whom, Lookout for what counts, BeatReader for what is
/// believed). A thread wakes a few times in a `limit`, at most once a second, for some microseconds.
class Watchdog {
 public:
  struct Orders {
    Seconds limit = 20;     ///< A rank that has been silent for so long is lost, a node a fifth later.
    int exit_code = 1;      ///< Of every rank.
    int ranks_per_node = 0; ///< Pretends that so many consecutive ranks form a node; 0: the nodes that there are.
    /// Called once, by the watchdog's thread of one rank that is not lost, before that rank ends. Must not wait for the
    /// main thread, nor for whoever reads what it writes.
    std::function<void(const LossReport&)> tell = [](const LossReport&) {};
    /// Called with what a person should know, while all goes on.
    std::function<void(const std::string&)> warn = [](const std::string&) {};
  };

  /// Collective over `world`, on the main threads. Throws SystemError.
  /// @param hosts  of all ranks
  Watchdog(const Communicator& world, std::vector<std::string> hosts, Orders orders);
  ~Watchdog(); ///< Collective: nobody stops beating before all are here.
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void watch();
  void hear();
  void send_beat();
  void find();
  void find_on_node();
  void find_nodes();
  void warn_of_unknown();
  void send(int node, const std::optional<Loss>& loss);
  void heed(const Loss& loss);
  void end_lost(const Loss& loss);
  LossReport report_of(const Loss& loss) const;

  const Communicator& world_;
  std::vector<std::string> hosts_;
  Orders orders_;
  WatchTimes times_;
  Rota rota_;
  int rank_;
  int node_;
  Communicator neighbours_; ///< The ranks of this node.
  SharedWindow window_;
  BeatBoard& board_;
  std::vector<int> peers_;   ///< The same, as ranks of the world.
  std::vector<int> watched_; ///< Nodes.
  DatagramPost post_;
  Correspondence correspondence_;
  BeatReader reader_;
  std::uint64_t sequence_ = 0;
  std::vector<std::uint64_t> seen_; ///< The beats of each peer.
  Lookout peer_lookout_;
  Lookout node_lookout_;
  Instant began_ = now();
  bool has_warned_ = false;
  bool is_given_up_ = false; ///< Others say that this rank is lost, and have told of it: it was stopped, and is back.
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

} // namespace sweep
