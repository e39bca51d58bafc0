// Back end `hdf5`: hyperslabs of one dataset of bytes, "/data", in parallel HDF5 files. Main thread only: Debian's
// parallel HDF5 is not thread-safe.

#include <map>

#include "core/errors.hpp"
#include "io/hdf5/parallel_dataset.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {
namespace {

std::uint64_t size_option(const FileUse& use, const char* name) {
  return static_cast<std::uint64_t>(use.options.integer(name));
}

void check(const FileUse& use) {
  hints_of(use);
  if (size_option(use, "hdf5_chunk") > use.layout.file_bytes()) {
    throw UsageError("hdf5_chunk is larger than the file's data, " + std::to_string(use.layout.file_bytes()) + " B", "",
                     "give a smaller one");
  }
}

std::vector<Parameter> parameters() {
  std::vector<Parameter> all = collective_parameters();
  all.push_back({"hdf5_chunk", Kind::size, std::int64_t{0}, 0, 0x1p32 - 1, {}, "of the dataset; 0: contiguous"});
  all.push_back({"hdf5_alignment",
                 Kind::size,
                 std::int64_t{0},
                 0,
                 0x1p40,
                 {},
                 "of objects in the file of at least that size; 0: none"});
  all.push_back({"hdf5_collective_metadata",
                 Kind::flag,
                 std::int64_t{1},
                 0,
                 1,
                 {},
                 "metadata are read by one rank for all and written together"});
  return all;
}

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
    for_each_whatever_fails(datasets_, [](auto& dataset) { dataset.second->synchronise(); });
  }

  void close() override {
    const std::function<void()> steps[]{
        [&] {
          transfers_ = transfers();
          last_ = nullptr;
        },
        [&] { for_each_whatever_fails(datasets_, [](auto& dataset) { dataset.second->close(); }); }};
    for_each_whatever_fails(steps, [](const auto& step) { step(); });
  }

  std::string transfers() const override { return last_ == nullptr ? transfers_ : last_->actual_access(); }

 private:
  ParallelDataset& open(std::uint64_t file) {
    auto known = datasets_.find(file);
    if (known == datasets_.end()) {
      known = datasets_.emplace(file, open_anew(file)).first;
    }
    return *known->second;
  }

  std::unique_ptr<ParallelDataset> open_anew(std::uint64_t file) {
    const std::filesystem::path path = use().path(file);
    std::error_code ignored;
    const bool there = use().reuse && group_.min(std::filesystem::exists(path, ignored) ? 1 : 0) == 1;
    auto dataset = std::make_unique<ParallelDataset>(
        group_, path, there && use().mode == FileMode::create ? FileMode::write : use().mode,
        DatasetSettings{.size = use().layout.file_bytes(),
                        .chunk = size_option(use(), "hdf5_chunk"),
                        .alignment = size_option(use(), "hdf5_alignment"),
                        .collective_metadata = use().options.flag("hdf5_collective_metadata"),
                        .preallocate = use().preallocate,
                        .hints = hints_of(use())});
    if (const std::uint64_t size = dataset->size(); size != use().layout.file_bytes()) { // the same on all ranks
      dataset->close();
      throw SystemError("use", name(file),
                        "its dataset has " + std::to_string(size) + " B where " +
                            std::to_string(use().layout.file_bytes()) + " B are asked for; set reuse = false");
    }
    return dataset;
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
          .parameters = parameters(),
          .for_threads = false,
          .collective = true,
          .open = [](const FileUse& use, const Communicator& ranks) -> std::unique_ptr<Files> {
            return std::make_unique<Hdf5Files>(use, ranks);
          },
          .check = check};
}

} // namespace sweep
