#pragma once

#include <deque>
#include <vector>

#include "comm/handout_rules.hpp"
#include "comm/node_pool.hpp"
#include "simulation/event_queue.hpp"
#include "simulation/simulated_run.hpp"

namespace sweep {

/// What a main thread that speaks with other nodes is doing.
struct MainThread {
  enum class Doing { asking, computing, looking_again } doing = Doing::asking;
  Instant since = 0;         ///< When it began to compute or to look again.
  Instant until = 0;         ///< Of a chunk.
  bool look_planned = false; ///< An event is in the queue at which it looks for messages.
};

struct Waiting {
  std::uint64_t worker;
  Instant since;
};

struct SimulatedNode {
  std::uint64_t first_worker = 0;
  ChunkRule rule;
  NodePool pool;                ///< Away from home.
  Instant free = 0;             ///< When the counter or pool can be taken from again.
  std::vector<Waiting> waiting; ///< At the empty pool; the leader is not among them.
  MainThread leader;
  bool asked = false; ///< A request is under way.
  Chunk granted;
  Instant granted_at = never; ///< When the answer arrives; known once it is sent.
};

struct Request {
  Instant arrives;
  std::size_t node;
};

/// A repetition whose chunks go to whoever asks: see simulate(). Runs once.
class SharedRun {
 public:
  explicit SharedRun(const SimulatedCase& simulated); ///< Which must outlive it.

  SimulatedRun run();

 private:
  // Who an event is about: a worker that asks for its next chunk, or the leader of a node that looks for messages.
  std::uint64_t look_of(std::size_t node) const { return workers_ + node; }

  void ask(std::uint64_t worker, Instant time);
  void ask_at_home(std::uint64_t worker, Instant time);
  void ask_away(SimulatedNode& node, std::uint64_t worker, Instant time);
  void serve(Instant time);
  void served(Instant time);
  void look(SimulatedNode& node, Instant time);
  void plan_look(MainThread& thread, std::size_t node, Instant time);
  void plan_look_away(SimulatedNode& node, Instant time);
  void begin_chunk(std::uint64_t worker, Chunk chunk, Instant time, MainThread* thread);
  void end(Instant time);
  Instant grab(SimulatedNode& node, Instant time) const;
  std::size_t index_of(const SimulatedNode& node) const { return static_cast<std::size_t>(&node - nodes_.data()); }

  const SimulatedCase& case_;
  const HandoutCosts& costs_;
  std::uint64_t workers_;
  std::vector<SimulatedNode> nodes_;
  std::vector<std::uint32_t> node_of_; ///< By worker.
  SharedCounter counter_;
  ChunkRule block_;
  std::deque<Request> requests_;
  std::size_t unanswered_; ///< Nodes that have not had their empty block.
  EventQueue events_;
  Instant now_ = 0; ///< Of the event.
  double computing_ = 0;
  double ends_ = 0; ///< The sum of when the workers were through.
  Instant serving_ = 0;
  SimulatedRun result_;
};

} // namespace sweep
