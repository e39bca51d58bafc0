#pragma once

#include <string>

namespace sweep {

/// What a workload needs beside its ranks on every node, such as a server: one a node and problem, started outside the
/// clock by the node's first rank and ended with this object.
class Service {
 public:
  virtual ~Service() = default;

  /// Where the node's ranks find it, as Workload::connect() understands it.
  virtual const std::string& address() const = 0;

  /// Whether it still serves; one that does not is started anew before the next repetition.
  virtual bool alive() = 0;
};

} // namespace sweep
