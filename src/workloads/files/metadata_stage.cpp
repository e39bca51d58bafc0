#include "workloads/files/metadata_stage.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include "comm/file_access.hpp"
#include "core/errors.hpp"

namespace sweep {

namespace fs = std::filesystem;

void MetadataStage::open() {
  tree_ = Descriptor(::open(scene_.files.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!tree_.is_open()) {
    const int error = errno;
    throw SystemError("open", scene_.files.path().string(), with_remedy(std::system_category().message(error), error));
  }
}

Task MetadataStage::handle(std::uint64_t item, Worker& worker, Tally& tally) const {
  const Instant begin = now();
  co_await worker.wait(FileStep(scene_, tree_.get(), step_, item, {}));
  worker.note_latency(seconds_between(begin, now()));
  done_.fetch_add(1, std::memory_order_relaxed);
  scene_.files.record(item, tally);
}

Task MetadataStage::move(std::uint64_t item, Worker& worker, Tally& tally) const {
  auto buffer = buffers_.take();
  const std::size_t size = scene_.files.size;
  std::span<std::byte> content;
  if (step_ == Step::create) {
    content = buffer->to_write(scene_.files.pattern(item), 0, size);
  } else {
    content = buffer->to_read(0, size + 1); // a byte more than there should be, which must not come
  }
  const Instant begin = now();
  co_await worker.wait(FileStep(scene_, tree_.get(), step_, item, content));
  worker.note_latency(seconds_between(begin, now()));
  done_.fetch_add(1, std::memory_order_relaxed);
  if (step_ == Step::read) {
    compare(item, content.first(size));
  }
  scene_.files.record(item, tally);
}

void MetadataStage::compare(std::uint64_t item, std::span<const std::byte> content) const {
  const DataPattern pattern = scene_.files.pattern(item);
  const std::size_t wrong = pattern.mismatch(0, content);
  if (wrong < content.size()) {
    scene_.fail("use", scene_.files.name(item, false).data(),
                fmt::format("wrong answer: byte {} is 0x{:02x}, where 0x{:02x} was written", wrong,
                            std::to_integer<int>(content[wrong]), std::to_integer<int>(pattern.at(wrong))));
  }
}

/// Once all is removed, rank 0 looks whether it is.
void MetadataStage::check() {
  if (step_ != Step::remove || ranks_.rank() != 0) {
    return;
  }
  std::error_code error;
  for (fs::recursive_directory_iterator entry(scene_.files.path(), error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (!entry->is_directory(error)) {
      scene_.fail("use", entry->path().lexically_relative(scene_.files.path()), "wrong answer: not all is removed");
    }
  }
  if (error) {
    scene_.fail("use", "", "wrong answer: " + error.message());
  }
}

} // namespace sweep
