#pragma once

#include <filesystem>

#include "results/record.hpp"

namespace sweep {

/// Writes the whole result file, with /summary derived from the samples, in place of an older one: `path` is at every
/// moment a complete HDF5 file (see io/hdf5/durable_write.hpp). Rank 0's main thread only.
/// Throws SystemError; the older file is then untouched.
void write(const Result& result, const std::filesystem::path& path);

/// The same where there is no file `path` yet: returns false, and leaves it alone, when there is.
bool create(const Result& result, const std::filesystem::path& path);

} // namespace sweep
