// Back end `mpiio`: MPI_File_* on files that all ranks, or each rank alone, have open. Main thread only: MPI is
// initialised so.

#include <map>

#include "comm/mpi_file.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {
namespace {

class MpiFiles final : public Files {
 public:
  MpiFiles(const FileUse& use, const Communicator& ranks)
      : Files(use), self_(Communicator::self()), group_(use.layout.shared ? ranks : self_) {
    MpiFile& file = open(use.layout.shared ? 0 : use.own);
    if (use.preallocate && use.mode != FileMode::read) {
      file.preallocate(use.layout.file_bytes());
    }
  }

  void write(FilePlace place, std::span<const std::byte> bytes) override {
    MpiFile& file = open(place.file);
    file.write(place.offset, bytes, use().access);
    if (use().sync_each) {
      file.synchronise();
    }
  }

  void read(FilePlace place, std::span<std::byte> bytes) override {
    open(place.file).read(place.offset, bytes, use().access);
  }

  void synchronise() override {
    for_each_whatever_fails(files_, [](auto& file) { file.second->synchronise(); });
  }

  void close() override {
    for_each_whatever_fails(files_, [](auto& file) { file.second->close(); });
  }

 private:
  MpiFile& open(std::uint64_t file) {
    auto known = files_.find(file);
    if (known == files_.end()) {
      known =
          files_.emplace(file, std::make_unique<MpiFile>(group_, use().path(file), use().mode, hints_of(use()))).first;
    }
    return *known->second;
  }

  Communicator self_;
  const Communicator& group_;
  std::map<std::uint64_t, std::unique_ptr<MpiFile>> files_;
};

} // namespace

BackendDescriptor mpiio_backend() {
  return {.name = "mpiio",
          .summary = "MPI_File_write_at, collective: MPI_File_write_at_all",
          .parameters = collective_parameters(),
          .for_threads = false,
          .collective = true,
          .open = [](const FileUse& use, const Communicator& ranks) -> std::unique_ptr<Files> {
            return std::make_unique<MpiFiles>(use, ranks);
          },
          .check = [](const FileUse& use) { hints_of(use); }};
}

} // namespace sweep
