#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "io/files/open_file.hpp"

namespace sweep {

/// Behind the bytes of an HDF5 file that sweep wrote stands a trailer: the eight letters "sweepxxh", how many bytes
/// there are before it, and their checksum (XXH3 of 64 bits), both as 64-bit numbers with the lowest byte first. HDF5
/// and its tools do not see it: they read as far as the file's superblock says, and drop it when they write to the
/// file.
inline constexpr std::size_t checksum_trailer_bytes = 24;

/// The trailer of these bytes, which are a whole HDF5 file; of the first `length` bytes of a file.
std::array<std::byte, checksum_trailer_bytes> checksum_trailer(std::span<const std::byte> image);
std::array<std::byte, checksum_trailer_bytes> checksum_trailer(OpenFile& file, std::uint64_t length);

enum class FileChecksum {
  right,
  wrong,   ///< The file is not as it was written.
  missing, ///< It was written before there was one, or by another program, or is cut off.
};

/// Reads all of the file, as fast as the disk or the memory gives it. Throws SystemError where it cannot be read.
FileChecksum compare_checksum(const std::filesystem::path& path);

} // namespace sweep
