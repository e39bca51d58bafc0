#include "io/hdf5/durable_write.hpp"

#include <string>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "io/hdf5/hdf5_disk.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// The file that `path` names once links are followed; it may not exist yet.
fs::path destination_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw SystemError("write", path.string(), "it exists and is not a regular file");
  }
  return fs::is_symlink(path, error) ? fs::weakly_canonical(path) : path;
}

/// Writes the HDF5 file, and the trailer with its checksum.
FillFile with_checksum(const std::string& name, const std::function<void(Hdf5File&)>& fill) {
  return [name, &fill](OpenFile& file) {
    Hdf5Disk disk(file);
    Hdf5File hdf5 = Hdf5File::create(disk, name);
    fill(hdf5);
    hdf5.close();
    disk.expect_all_written();
    file.write_at(disk.size(), checksum_trailer(file, disk.size()));
  };
}

} // namespace

void write_durably(const fs::path& path, const std::function<void(Hdf5File&)>& fill) {
  const fs::path destination = destination_of(path);
  replace_file(destination, with_checksum(destination.string(), fill), Flush::yes);
}

bool create_durably(const fs::path& path, const std::function<void(Hdf5File&)>& fill) {
  const fs::path destination = destination_of(path);
  return make_file(destination, with_checksum(destination.string(), fill), Flush::yes);
}

} // namespace sweep
