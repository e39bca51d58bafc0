// Way `mapped_file`: a file in the folder for temporary files, which is made outside the clock and has lost its name
// since, so that nothing of it is left however this ends. Forked workers map it, each for itself; the pages are the
// page cache's.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/errors.hpp"
#include "io/files/descriptor.hpp"
#include "workloads/tables/forked_readers.hpp"
#include "workloads/tables/mapped_words.hpp"

namespace sweep {
namespace {

Descriptor nameless_file() {
  std::string path = (std::filesystem::temp_directory_path() / "sweep-table-XXXXXX").string();
  Descriptor file(mkostemp(path.data(), O_CLOEXEC));
  if (!file.is_open()) {
    throw system_error_from_errno("make", path);
  }
  unlink(path.c_str());
  return file;
}

class MappedFile final : public TableUse {
 public:
  explicit MappedFile(const TableAsked& asked) : asked_(asked), file_(nameless_file()) {
    constexpr std::size_t at_once = std::size_t{1} << 17U;
    std::vector<std::uint64_t> part(std::min(at_once, asked.words));
    for (std::size_t place = 0; place < asked.words; place += part.size()) {
      part.resize(std::min(at_once, asked.words - place));
      fill_table(part, asked.seed + place);
      if (const MovedBytes moved = write_all(file_.get(), std::as_bytes(std::span(part))); moved.error != 0) {
        errno = moved.error;
        throw system_error_from_errno("write",
                                      "a file for a table in " + std::filesystem::temp_directory_path().string());
      }
    }
  }

  void make_ready() override {} // each worker maps it

  Reading read() override {
    return read_forked(asked_.workers, [this] {
      static const MappedWords table(asked_.words, file_.get()); // of this worker, which ends with it
      return ConstWords(table.words());
    });
  }

 private:
  TableAsked asked_;
  Descriptor file_;
};

} // namespace

TableDescriptor mapped_file_table() {
  return {
      .name = "mapped_file",
      .summary = "forked workers map a file",
      .copies = [](std::int64_t) { return 1; },
      .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> { return std::make_unique<MappedFile>(asked); }};
}

} // namespace sweep
