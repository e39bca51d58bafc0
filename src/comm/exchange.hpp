#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sweep {

/// Whose data each rank reads, so that as many ranks as can be read what was written on another node, and where there
/// is one node only, what another rank wrote: for each rank that rank, each once, the same on every rank. A rank alone
/// reads its own. However ranks are placed on nodes: side by side, in turn, or unevenly.
/// @param nodes  of each rank: equal numbers are one node (Communicator::nodes())
/// @param round  0, 1, …: readers that come after each other read another rank's each, as far as there are enough
std::vector<std::uint64_t> sources_elsewhere(std::span<const std::int64_t> nodes, std::uint64_t round = 0);

} // namespace sweep
