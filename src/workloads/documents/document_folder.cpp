#include "workloads/documents/document_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <span>
#include <system_error>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"
#include "io/files/temporary_name.hpp"

namespace sweep {
namespace {

bool holds(const std::string& path, const std::string& text, Pool<Buffer>& buffers) {
  try {
    ReadFile reading(buffers, path);
    reading.block();
    return reading.result()->view() == text;
  } catch (const SystemError&) {
    return false; // not there yet; what else is wrong, writing will tell
  }
}

} // namespace

DocumentFolder::DocumentFolder(const DocumentSeries& series, std::uint64_t count,
                               const std::filesystem::path& directory) {
  const std::filesystem::path folder =
      directory / ("documents-" + std::to_string(series.seed) + "-" + std::to_string(series.size));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw SystemError("make the folder", folder.string(), error.message() + "; give another `directory`");
  }
  address_ = folder.string();
  remove_abandoned_temporaries_in(folder);
  Pool<Buffer> buffers;
  for (std::uint64_t n = 0; n < count; ++n) {
    const std::string path = file(address_, n);
    const std::string text = document_text(series, n);
    if (!holds(path, text, buffers)) {
      replace_file(path, std::as_bytes(std::span(text)), Flush::no);
    }
  }
}

std::string DocumentFolder::file(const std::string& address, std::uint64_t n) {
  return address + "/" + std::to_string(n) + ".json";
}

std::filesystem::path DocumentFolder::default_directory() {
  std::error_code error;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(error);
  return (error ? std::filesystem::path("/tmp") : temporary) / ("sweep-" + std::to_string(getuid()));
}

void ReadFile::block() {
  OpenFile file(path_, O_RDONLY);
  content_->clear();
  const std::size_t size = file.size();
  const std::span room(content_->room(size), size);
  content_->grow(file.read(std::as_writable_bytes(room)));
}

} // namespace sweep
