#pragma once

#include <filesystem>
#include <functional>

#include "io/hdf5/hdf5_file.hpp"

namespace sweep {

/// Writes a whole HDF5 file so that `path` is at every moment either the old file or the new one, also when the process
/// is killed or the machine stops: `fill` writes to a file beside it (io/files/temporary_name.hpp), which is flushed to
/// the disk and renamed over `path`. Behind what HDF5 wrote stands its checksum (io/hdf5/file_checksum.hpp), which HDF5
/// does not see. One process at a time may write a path. Memory: what HDF5 keeps of a file's metadata.
///
/// Throws SystemError (also for a `path` that is something else than a regular file, e.g. a device) and whatever
/// `fill` throws; `path` is then untouched (unless only the folder could not be flushed) and the temporary file
/// removed. A killed process leaves its temporary file.
void write_durably(const std::filesystem::path& path, const std::function<void(Hdf5File&)>& fill);

/// The same where there is no file `path` yet: returns false, and leaves it alone, when there is. Of several processes
/// that try, one succeeds.
bool create_durably(const std::filesystem::path& path, const std::function<void(Hdf5File&)>& fill);

} // namespace sweep
