#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "workloads/transfers/transfer.hpp"

namespace sweep {

/// A rank that hands graphs over by messages, or the next one, which is its worker. How a graph is sent is the way's.
/// Before each goes a head; one without numbers tells that the other rank has failed: then this one fails too, so that
/// neither waits for the other. Heads of another series were left by a transfer that failed, and are dropped.
class MessagePair : public Transfer {
 public:
  explicit MessagePair(const TransferUse& use);
  ~MessagePair() override = default;

  const ObjectGraph& hand_over(double number, HandOver& measured) final;
  bool is_worker() const final { return ranks_.rank() % 2 == 1; }

 protected:
  /// Makes ready what send() moves, and says how many bytes these are.
  virtual std::size_t encode(ObjectGraph& graph) = 0;
  virtual void send() = 0;

  /// Moves what the other's send() does; then decode() makes a graph of it.
  virtual void receive() = 0;
  virtual ObjectGraph decode() = 0;

  const Communicator& ranks() const { return ranks_; }
  int other() const { return ranks_.rank() ^ 1; }

 private:
  void tell(std::vector<double> head) const;
  std::vector<double> hear();
  template <typename Act>
  void telling_failure(const Act& act);
  void ask(double number, HandOver& measured);
  void serve();

  const Communicator& ranks_;
  double series_;
  ObjectGraph graph_; ///< Of the one that hands it over.
  ObjectGraph back_;
};

} // namespace sweep
