// Back end `hdf5`: hyperslabs of one dataset of bytes, "/data", in parallel HDF5 files. Main thread only: Debian's
// parallel HDF5 is not thread-safe.

#include <map>

#include "core/errors.hpp"
#include "io/parallel_dataset.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {
namespace {

class Hdf5Files final : public Files {
 public:
  Hdf5Files(const FileUse& use, const Communicator& ranks)
      : Files(use), self_(Communicator::self()), group_(use.layout.shared ? ranks : self_) {
    open(use.layout.shared ? 0 : use.own);
  }

  void write(FilePlace place, std::span<const std::byte> bytes) override {
    ParallelDataset& dataset = open(place.file);
    last_ = &dataset;
    dataset.write(place.offset, bytes, use().access);
    if (use().sync_each) {
      dataset.synchronise();
    }
  }

  void read(FilePlace place, std::span<std::byte> bytes) override {
    ParallelDataset& dataset = open(place.file);
    last_ = &dataset;
    dataset.read(place.offset, bytes, use().access);
  }

  void synchronise() override {
    for (auto& [index, dataset] : datasets_) {
      dataset->synchronise();
    }
  }

  void close() override {
    transfers_ = transfers();
    last_ = nullptr;
    for (auto& [index, dataset] : datasets_) {
      dataset->close();
    }
    datasets_.clear();
  }

  std::string transfers() const override { return last_ == nullptr ? transfers_ : last_->actual_access(); }

 private:
  ParallelDataset& open(std::uint64_t file) {
    std::unique_ptr<ParallelDataset>& known = datasets_[file];
    if (!known) {
      const std::filesystem::path path = use().path(file);
      std::error_code ignored;
      const bool there = use().reuse && group_.min(std::filesystem::exists(path, ignored) ? 1 : 0) == 1;
      known = std::make_unique<ParallelDataset>(group_, path,
                                                there && use().mode == FileMode::create ? FileMode::write : use().mode,
                                                DatasetSettings{.size = use().layout.file_bytes(),
                                                                .chunk = use().chunk,
                                                                .alignment = use().alignment,
                                                                .collective_metadata = use().collective_metadata,
                                                                .preallocate = use().preallocate,
                                                                .hints = use().hints});
    }
    if (known->size() != use().layout.file_bytes()) { // the same on all ranks
      throw SystemError("use", name(file),
                        "its dataset has " + std::to_string(known->size()) + " B where " +
                            std::to_string(use().layout.file_bytes()) + " B are asked for; set reuse = false");
    }
    return *known;
  }

  Communicator self_;
  const Communicator& group_;
  std::map<std::uint64_t, std::unique_ptr<ParallelDataset>> datasets_;
  const ParallelDataset* last_ = nullptr; ///< Of the last transfer.
  std::string transfers_;
};

} // namespace

BackendDescriptor hdf5_backend() {
  return {.name = "hdf5",
          .summary = "hyperslabs of a dataset in a parallel HDF5 file",
          .for_threads = false,
          .collective = true,
          .open = [](const FileUse& use, const Communicator& ranks) -> std::unique_ptr<Files> {
            return std::make_unique<Hdf5Files>(use, ranks);
          }};
}

} // namespace sweep
