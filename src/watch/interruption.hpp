#pragma once

#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "comm/communicator.hpp"
#include "core/clock.hpp"
#include "io/sockets/datagram_post.hpp"
#include "watch/correspondence.hpp"

namespace sweep {

/// Ends a launch in the middle of a repetition, which may take long and asks nobody: when SIGTERM or SIGUSR1 comes to
/// any rank (by a person, by mpirun or srun, which pass on what they get, by a batch system), and at a deadline. Rank 0
/// saves first; then all ranks end, each by itself and without MPI, within 5 seconds of the signal.
///
/// Each rank has a thread of its own, which sleeps until something comes: what a signal handler notes, or a datagram,
/// by which a rank tells rank 0 of its signal and rank 0 tells all that the end has come. Datagrams are sealed by a key
/// that MPI has shared. One object at a time.
class Interruption {
 public:
  struct Orders {
    int exit_code = 1; ///< Of every rank.
    /// What is said instead of "SIGTERM" where not every rank that was there got it: the launcher sends it to those
    /// that are left.
    const char* rank_gone = "SIGTERM";
    /// Called on a thread of rank 0's, with "SIGTERM", `rank_gone`, "SIGUSR1" or what end_at() was told, before any
    /// rank ends: `save`, again where it then turns out to be another, and `tell` once. They must not wait for the main
    /// thread, nor `tell` for whoever reads what it writes.
    std::function<void(const std::string& why)> save = [](const std::string&) {};
    std::function<void(const std::string& why)> tell = [](const std::string&) {};
  };

  /// Collective over `world`, on the main threads. Throws SystemError.
  Interruption(const Communicator& world, Orders orders);
  ~Interruption(); ///< Both signals end the process at once again.
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// On rank 0: interrupts at that instant, for that reason, a literal.
  void end_at(Instant deadline, const char* why);

 private:
  void watch();
  void hear();
  std::string why_it_ends() const;
  bool all_have_it() const;
  void settle(Seconds seconds);
  void save();
  void send(const std::vector<PostAddress>& to, int word);
  void end_all();
  void end_asking_rank_0();

  Orders orders_;
  int rank_;
  DatagramPost post_;
  Correspondence ranks_;
  std::atomic<Instant> deadline_ = never;
  std::atomic<const char*> why_ = "";
  std::atomic<bool> stopping_ = false;
  int heard_ = 0;             ///< The signal that came to another rank.
  std::set<int> interrupted_; ///< The other ranks to which one came.
  std::thread thread_;
};

} // namespace sweep
