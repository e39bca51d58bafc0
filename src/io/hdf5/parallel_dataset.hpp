#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "comm/file_access.hpp"

namespace sweep {

struct DatasetSettings {
  std::uint64_t size = 0;          ///< B; of a new dataset.
  std::uint64_t chunk = 0;         ///< B a chunk of a new dataset; 0: contiguous.
  std::uint64_t alignment = 0;     ///< B; every object in the file begins at a multiple of it; 0: anywhere.
  bool collective_metadata = true; ///< Rank 0 reads metadata for all, and all write them together.
  bool preallocate = false;        ///< The file system reserves a new dataset's space before it is written.
  Hints hints = {};
};

/// The bytes "/data" of an HDF5 file that all ranks of a group have open by MPI-IO. Main thread only. "Collective"
/// calls are made by every rank of the group in the same order, also by a rank on which one has thrown a SystemError.
class ParallelDataset {
 public:
  /// Collective: every rank throws if one fails. FileMode::create replaces an existing file. All metadata are on the
  /// disk, or it has thrown, before it returns: HDF5 would crash the program at its exit if a full disk refused them
  /// at the end.
  ParallelDataset(const Communicator& ranks, const std::filesystem::path& path, FileMode mode,
                  const DatasetSettings& settings);
  ParallelDataset(const ParallelDataset&) = delete;
  ParallelDataset& operator=(const ParallelDataset&) = delete;
  ~ParallelDataset(); ///< Closes unless close() has, or an exception unwinds this rank; collective then.

  std::uint64_t size() const; ///< B.

  /// Transfers all of the bytes from `offset` on, or throws; what a failed collective write lost may be another rank's.
  /// Collective with Access::collective; then a rank may give no bytes.
  void write(std::uint64_t offset, std::span<const std::byte> bytes, Access access);
  void read(std::uint64_t offset, std::span<std::byte> bytes, Access access);

  /// What HDF5 made of the last transfer: "none" (yet), "independent", "contiguous collective", "chunk collective",
  /// "mixed", or "broken: …" with the reasons why it was not collective as asked.
  std::string actual_access() const;

  /// Collective: waits until what this group has written is on the disk.
  void synchronise();

  /// Collective. Closed whether or not it throws; nothing else may follow.
  void close();

 private:
  struct Objects;

  void open(const Communicator& ranks, FileMode mode, const DatasetSettings& settings);

  std::filesystem::path path_;
  std::unique_ptr<Objects> objects_;
};

} // namespace sweep
