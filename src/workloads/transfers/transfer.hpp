#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "comm/communicator.hpp"
#include "core/clock.hpp"
#include "workloads/transfers/object_graph.hpp"

namespace sweep {

/// What one handing over of a graph took, there and back.
struct HandOver {
  Seconds encode = 0; ///< From objects to what is moved, on both sides.
  Seconds move = 0;   ///< All the rest: from the one's memory to the other's, and waking both.
  Seconds decode = 0; ///< From what was moved to objects, on both sides.
  std::size_t bytes = 0;
};

/// A way to hand a graph to a worker and back, with its worker: of one rank, in one repetition. Used on the rank's main
/// thread. Everything throws SystemError; where two ranks work together, both fail when one does.
class Transfer {
 public:
  virtual ~Transfer() = default;

  /// Has the worker raise `visit` of the graph by one, whose value here is set first, and gives what came back: until
  /// the next call. Of a rank that is the other's worker, that other's graph.
  virtual const ObjectGraph& hand_over(double number, HandOver& measured) = 0;

  /// Whether this rank is another's worker, and measures nothing.
  virtual bool is_worker() const { return false; }
};

/// For what a way is made of.
struct TransferUse {
  std::size_t bytes; ///< See make_graph(), also of the next one.
  std::uint64_t seed;
  const Communicator& ranks;
  std::int64_t series; ///< The same on all ranks, and no other transfer's.
};

/// Its file defines it; catalogue.def names the file.
struct TransferDescriptor {
  std::string name;
  std::string summary;
  /// How often the graph's data are copied, there and back, at least: by the way itself and by the kernel. Each file
  /// says where. What an MPI copies beyond one of each message is its own affair.
  int copies;
  bool between_ranks = false; ///< Every second rank is the worker of the one before.
  std::function<std::unique_ptr<Transfer>(const TransferUse&)> open;
};

} // namespace sweep
