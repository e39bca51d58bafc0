#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "results/record.hpp"

namespace sweep {

inline constexpr double usual_patience_s = 10;

/// Reads a result file, complete or partial, and the journal beside it (see read_journal()); summary_table() derives
/// the rest. See read_cases() for what a parameter that a case lacks becomes. A file that is not as sweep wrote it, by
/// its checksum, or has none, is first read in a process of its own, which may crash in HDF5; then it is read with a
/// note in `notes`. Main thread only.
/// @param patience_s  how long that process may take, and a second more for each 50 MB
/// Throws UsageError, ending in the remedy, for a path that is not a result file of this or an older sweep, and for one
/// that cannot be read.
Result read(const std::filesystem::path& path, double patience_s = usual_patience_s);

/// The same of what a comparison needs: of all launches but the last one, the medians of cases instead of the samples,
/// and nothing of locks, operations, latencies, estimates and traces. Memory: the samples of the launch that has most.
Result read_medians(const std::filesystem::path& path);

/// By what it is known whether two readings of a result file are of the same state.
struct FileState {
  std::string identity; ///< Empty: it is no result of version 3 or later.
  std::int64_t saves = 0;
  std::int64_t launches = 0;
  std::uint64_t journal_bytes = 0; ///< Of the journal beside it.
};

/// That of the file at `path`; none where there is none. Throws SystemError for one that cannot be read.
std::optional<FileState> state_of(const std::filesystem::path& path);

} // namespace sweep
