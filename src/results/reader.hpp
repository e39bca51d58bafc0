#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "results/record.hpp"

namespace sweep {

/// Reads a result file, complete or partial, and the journal beside it (see read_journal()); summary_table() derives
/// the rest. See read_cases() for what a parameter that a case lacks becomes. Main thread only. Throws UsageError,
/// ending in the remedy, for a path that is not a result file of this or an older sweep, and for one that cannot be
/// read.
Result read(const std::filesystem::path& path);

/// By what it is known whether two readings of a result file are of the same state.
struct FileState {
  std::string identity;
  std::int64_t saves;
};

/// That of the file at `path`, without its journal; none where there is no result of version 3 or later.
std::optional<FileState> state_of(const std::filesystem::path& path);

} // namespace sweep
