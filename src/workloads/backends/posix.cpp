// Back end `posix`: open, pread, pwrite, fsync, close. Any number of threads.

#include <fcntl.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {
namespace {

int flags_of(const FileUse& use) {
  const int mode = use.mode == FileMode::read ? O_RDONLY : O_WRONLY | O_CREAT;
  return mode | O_NOFOLLOW | (use.direct ? O_DIRECT : 0);
}

class PosixFiles final : public Files {
 public:
  PosixFiles(const FileUse& use, const Communicator& ranks) : Files(use), files_(use.layout.files()) {
    const bool reserves = use.preallocate && use.mode != FileMode::read;
    if (reserves && use.layout.shared) {
      reserve_shared(ranks);
    } else if (OpenFile& file = open(use.layout.shared ? 0 : use.own); reserves) {
      reserve(file);
    }
  }

  void write(FilePlace place, std::span<const std::byte> bytes) override {
    OpenFile& file = open(place.file);
    file.write_at(place.offset, bytes);
    if (use().sync_each) {
      file.synchronise();
    }
  }

  void read(FilePlace place, std::span<std::byte> bytes) override { open(place.file).read_at(place.offset, bytes); }

  int descriptor(std::uint64_t file) override { return use().sync_each ? -1 : open(file).descriptor(); }

  void synchronise() override {
    for (const std::unique_ptr<OpenFile>& file : open_) {
      file->synchronise();
    }
  }

  std::string transfers() const override { return "blocking"; }

  void close() override {
    for (std::atomic<OpenFile*>& file : files_) {
      file = nullptr;
    }
    for_each_whatever_fails(open_, [](auto& file) { file->close(); });
  }

  std::vector<std::string> warnings() const override {
    if (!unreserved_) {
      return {};
    }
    return {"not reserved: the file system of " + use().folder.string() +
            " cannot reserve space, and preallocate = true did nothing; take it away"};
  }

 private:
  void reserve(OpenFile& file) { unreserved_ = !file.preallocate(use().layout.file_bytes()); }

  /// Rank 0 does; the others wait for it.
  void reserve_shared(const Communicator& ranks) {
    std::string refused;
    try {
      OpenFile& file = open(0);
      if (ranks.rank() == 0) {
        reserve(file);
      }
    } catch (...) {
      refused = current_exception_text();
    }
    agree(ranks, refused);
  }

  /// That file; opened if no one has needed it yet: a rank may be handed tasks of another one's file.
  OpenFile& open(std::uint64_t file) {
    OpenFile* known = files_[file].load(std::memory_order_acquire);
    if (known == nullptr) {
      const std::scoped_lock lock(mutex_);
      known = files_[file].load(std::memory_order_relaxed);
      if (known == nullptr) {
        open_.push_back(std::make_unique<OpenFile>(use().path(file), flags_of(use())));
        known = open_.back().get();
        files_[file].store(known, std::memory_order_release);
      }
    }
    return *known;
  }

  std::vector<std::atomic<OpenFile*>> files_; ///< By file; null while it is not open.
  std::mutex mutex_;
  std::vector<std::unique_ptr<OpenFile>> open_;
  bool unreserved_ = false; ///< Space was asked for in vain.
};

} // namespace

BackendDescriptor posix_backend() {
  return {.name = "posix",
          .summary = "open, pread, pwrite, fsync, close",
          .open = [](const FileUse& use, const Communicator& ranks) -> std::unique_ptr<Files> {
            return std::make_unique<PosixFiles>(use, ranks);
          },
          .direct = true};
}

} // namespace sweep
