#include "workloads/files/file_work.hpp"

#include <fmt/format.h>

#include <memory>

#include "core/errors.hpp"

namespace sweep {

FileUse FileWork::use_for(FileMode mode, std::uint64_t rank) const {
  FileUse its = use;
  its.mode = mode;
  its.own = (mode == FileMode::read ? source(rank) : rank) % use.layout.ranks;
  return its;
}

void FileWork::expected(std::uint64_t transfer, std::uint64_t (&words)[2]) const {
  const FilePlace place = use.layout.place(transfer);
  const DataPattern data = pattern(place.file);
  words[0] = data.mark(place.offset);
  words[1] = data.mark(place.offset + use.layout.transfer - sizeof(std::uint64_t));
}

void FileWork::compare(FilePlace place, std::span<const std::byte> bytes, const Files& files, int rank) const {
  const DataPattern data = pattern(place.file);
  const std::size_t wrong = data.mismatch(place.offset, bytes);
  if (wrong < bytes.size()) {
    throw SystemError(
        "use", files.name(place.file),
        fmt::format("wrong answer: rank {} found 0x{:02x} at byte {}, where 0x{:02x} was written; the files "
                    "are left for you to look at in {}",
                    rank, std::to_integer<int>(bytes[wrong]), place.offset + wrong,
                    std::to_integer<int>(data.at(place.offset + wrong)), left.string()));
  }
}

void with_files(const FileWork& work, const FileUse& use, const Communicator& ranks,
                const std::function<void(Files&)>& act) {
  const std::unique_ptr<Files> files = work.backend->open(use, ranks);
  const std::function<void()> steps[]{[&] { act(*files); },
                                      [&] {
                                        if (use.mode != FileMode::read) {
                                          files->synchronise();
                                        }
                                      },
                                      [&] { files->close(); }};
  for_each_whatever_fails(steps, [](const auto& step) { step(); });
}

} // namespace sweep
