#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comm/communicator.hpp"

namespace sweep {

/// How a file is opened: `create` to write it, made if missing, its old bytes kept; `write` and `read` if it exists.
enum class FileMode { create, write, read };

/// Whether each rank transfers on its own, or all ranks of the group make each transfer together.
enum class Access { independent, collective };

/// MPI info: "striping_factor" = "8", …; unknown keys are ignored.
using Hints = std::vector<std::pair<std::string, std::string>>;

/// Collective: throws the same SystemError on every rank if `failure` is not empty on any, in the words of the lowest
/// such rank.
void agree(const Communicator& ranks, std::string_view operation, std::string_view object, std::string_view failure);

/// The same for the whole text of a rank's exception, empty where there was none.
void agree(const Communicator& ranks, std::string_view failure);

/// Collective: opens and closes `path` on every rank, with descriptors to spare, so that what the operating system
/// refuses to one rank is a SystemError on all: MPI_File_open, and HDF5 with it, would wait for that rank for ever.
/// @param flags  as for open(2); what they create or truncate, rank 0 does
void rehearse_open(const Communicator& ranks, const std::filesystem::path& path, int flags);

/// Collective: rank 0 has the file system reserve the first `size` bytes of an existing file, keeping what is in them.
/// On a full disk a SystemError on every rank; MPI_File_preallocate writes zeros, and Open MPI's hides the failure.
/// @param extent  where larger than `size`: the file is made that long, with nothing reserved behind `size`
void reserve_space(const Communicator& ranks, const std::filesystem::path& path, std::uint64_t size,
                   std::uint64_t extent = 0);

/// `words`, and what to do about it where the operating system's `error` has a remedy: a full disk, a quota.
std::string with_remedy(std::string_view words, int error);

/// ": no space …": why a write to `path` may have failed, which MPI-IO and HDF5 do not tell, and a remedy.
std::string reason_for_short_write(const std::filesystem::path& path);

} // namespace sweep
