#pragma once

#include <string>
#include <vector>

namespace sweep {

/// What has arithmetic units of its own. Its hardware threads (siblings, where they are several) share them.
struct Core {
  int number = 0; ///< The smallest of its hardware threads, usable or not: no other core of the node has it.
  int package = 0;
  std::vector<int> hardware_threads; ///< By the system's numbers, as in an affinity mask.

  friend bool operator==(const Core&, const Core&) = default;
};

/// What a node is made of, whatever part of it this process may use.
struct Topology {
  std::string processor;   ///< The model's name; "unknown" where the system does not tell.
  std::vector<Core> cores; ///< In hwloc's order: those of a package together.
};

/// Of this node: found once, which takes up to 0.1 s on a large one. No cores where hwloc cannot look. Any thread.
const Topology& this_topology();

/// Of a machine described as `lstopo --of xml` does. Throws SystemError where it is no such description.
Topology topology_from_xml(const std::string& xml);

/// Cores as a line without blanks, to travel between ranks: "0,8;1,9|2,10;3,11", where | is between packages.
std::string to_text(const std::vector<Core>& cores);
std::vector<Core> cores_from_text(const std::string& text);

} // namespace sweep
