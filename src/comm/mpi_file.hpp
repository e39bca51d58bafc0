#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "comm/file_access.hpp"

namespace sweep {

/// A file that all ranks of a group have open by MPI-IO. Main thread only. "Collective" calls are made by every rank of
/// the group in the same order, also by a rank on which one of them has thrown a SystemError: the file stays usable.
class MpiFile {
 public:
  /// Most bytes of one transfer: MPI's counts are ints.
  static constexpr std::size_t largest_transfer = std::size_t{1} << 30;

  /// Collective: every rank throws if one cannot open it.
  MpiFile(const Communicator& ranks, std::filesystem::path path, FileMode mode, const Hints& hints = {});
  MpiFile(const MpiFile&) = delete;
  MpiFile& operator=(const MpiFile&) = delete;
  ~MpiFile(); ///< Closes unless close() has, or an exception unwinds this rank; collective then.

  /// Transfers all of the bytes from byte `offset` of the file on, or throws; what a failed collective write lost may
  /// be another rank's bytes, so only "no rank has failed" means that all is written. Collective with
  /// Access::collective; then a rank may give no bytes.
  void write(std::uint64_t offset, std::span<const std::byte> bytes, Access access);
  void read(std::uint64_t offset, std::span<std::byte> bytes, Access access);

  /// Collective: reserves the file's first `size` bytes on the disk (see reserve_space()).
  void preallocate(std::uint64_t size);

  /// Collective: waits until what this group has written is on the disk.
  void synchronise();

  /// Collective. Closed whether or not it throws; nothing else may follow.
  void close();

 private:
  struct Handle;

  /// How many of the `size` bytes from byte `offset` on the file has. MPICH's collective reads say that all were read.
  std::size_t bytes_before_end(std::uint64_t offset, std::size_t size);

  const Communicator& ranks_;
  std::filesystem::path path_;
  std::unique_ptr<Handle> handle_;
  std::uint64_t size_ = 0; ///< Of the file, as far as a read had to know it.
};

} // namespace sweep
