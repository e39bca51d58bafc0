#include "io/hdf5/durable_write.hpp"

#include <string>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"
#include "io/hdf5/file_checksum.hpp"

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

/// The file's bytes, and the trailer with their checksum.
std::vector<std::byte> content_of(const std::string& name, const std::function<void(Hdf5File&)>& fill) {
  Hdf5File file = Hdf5File::create(name);
  fill(file);
  std::vector<std::byte> bytes = file.image(checksum_trailer_bytes);
  const auto trailer = checksum_trailer(bytes);
  bytes.insert(bytes.end(), trailer.begin(), trailer.end());
  return bytes;
}

} // namespace

void write_durably(const fs::path& path, const std::function<void(Hdf5File&)>& fill) {
  const fs::path destination = destination_of(path);
  replace_file(destination, content_of(destination.string(), fill), Flush::yes);
}

bool create_durably(const fs::path& path, const std::function<void(Hdf5File&)>& fill) {
  const fs::path destination = destination_of(path);
  return make_file(destination, content_of(destination.string(), fill), Flush::yes);
}

} // namespace sweep
