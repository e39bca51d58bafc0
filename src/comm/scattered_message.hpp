#pragma once

#include <cstddef>
#include <span>

#include "comm/communicator.hpp"

namespace sweep {

/// One message of what is in many places of memory, by a derived type of MPI, which is made for it (MPI 3.1,
/// section 4.1: MPI_Type_create_hindexed from MPI_BOTTOM). Both sides give as many bytes in all. On main threads;
/// blocks as Communicator::send() and receive() do. Throws SystemError.
void send_scattered(const Communicator& ranks, int to, int tag, std::span<const std::span<std::byte>> blocks);
void receive_scattered(const Communicator& ranks, int from, int tag, std::span<const std::span<std::byte>> blocks);

} // namespace sweep
