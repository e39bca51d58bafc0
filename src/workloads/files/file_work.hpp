#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "core/clock.hpp"
#include "workloads/backends/backend.hpp"
#include "workloads/files/data_pattern.hpp"

namespace sweep {

/// What the stages of a repetition have in common.
struct FileWork {
  const BackendDescriptor* backend = nullptr;
  FileUse use;
  std::uint64_t seed = 0;
  std::uint64_t tasks = 0;                 ///< That are run: the first ones.
  std::vector<std::uint64_t> sources = {}; ///< By rank: the one whose data it reads; empty: its own.
  std::filesystem::path left = {};         ///< Where the files will be once one is found to be wrong.
  bool sync_once = false;                  ///< One fsync a file before it is closed.
  Seconds deadline = 0; ///< No transfer begins later, but for those that make all ranks' equally many; 0: none.
  std::vector<std::uint64_t> missing = {}; ///< A bit a transfer: those that a deadline kept from being written.

  std::vector<std::string> warnings = {}; ///< About the folder.

  DataPattern pattern(std::uint64_t file) const { return {seed, file, DataPattern::spacing_for(use.layout.transfer)}; }

  /// The rank whose data that rank reads.
  std::uint64_t source(std::uint64_t rank) const { return sources.empty() ? rank : sources[rank]; }

  /// How that rank uses the files for writing or reading.
  FileUse use_for(FileMode mode, std::uint64_t rank) const;

  /// The words a task records: the marks of the first and the last word of that transfer.
  void expected(std::uint64_t transfer, std::uint64_t (&words)[2]) const;

  /// Throws SystemError unless `bytes` are those that stand at `place`.
  void compare(FilePlace place, std::span<const std::byte> bytes, const Files& files, int rank) const;

  bool is_missing(std::uint64_t transfer) const {
    return !missing.empty() && (missing[transfer / 64] >> (transfer % 64) & 1U) != 0;
  }
};

/// Opens files, has `act` use them, by transfers of Access::independent, and closes them: on all ranks, also where
/// `act` throws on one of them, which then throws it.
void with_files(const FileWork& work, const FileUse& use, const Communicator& ranks,
                const std::function<void(Files&)>& act);

/// Calls `act` with each task of this rank's equal part of all.
template <typename Act>
void for_each_of_share(const FileWork& work, const Communicator& ranks, const Act& act) {
  const auto size = static_cast<std::uint64_t>(ranks.size());
  const std::uint64_t share = (work.tasks + size - 1) / size;
  const std::uint64_t first = share * static_cast<std::uint64_t>(ranks.rank());
  for (std::uint64_t task = first; task < std::min(first + share, work.tasks); ++task) {
    act(task);
  }
}

} // namespace sweep
