#pragma once

#include <vector>

#include "comm/communicator.hpp"
#include "io/sockets/datagram_post.hpp"
#include "watch/seal.hpp"

namespace sweep {

/// What the ranks of a launch need to write to each other without MPI.
struct Correspondence {
  SealKey key;                                     ///< Of all.
  std::vector<std::vector<PostAddress>> addresses; ///< Of each rank.
};

/// Collective: exchanged by MPI, which whoever listens on the network is not asked.
/// @param post  where this rank is reached
Correspondence correspondence(const Communicator& world, const DatagramPost& post);

} // namespace sweep
