#include "io/hdf5/parallel_dataset.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <utility>

#include "comm/mpi_info.hpp"
#include "io/hdf5/hdf5_handle.hpp"

namespace sweep {
namespace {

using hdf5::checked;
using hdf5::Handle;

constexpr const char* name = "/data";

/// At most so many bytes of the file are metadata, side by side: the index of chunks takes some 50 B a chunk.
std::uint64_t metadata_bound(const DatasetSettings& settings) {
  constexpr std::uint64_t basis = 64 * 1024;
  return basis + (settings.chunk == 0 ? 0 : settings.size / settings.chunk * 128);
}

/// Of the file's beginning, that has them: large objects are aligned, so before them there may be a hole.
std::uint64_t metadata_end(const DatasetSettings& settings) {
  return settings.alignment + metadata_bound(settings);
}

Handle access_properties(const Communicator& ranks, const DatasetSettings& settings) {
  constexpr std::string_view words = "file access properties";
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create", words);
  const MpiInfo info(settings.hints);
  checked(H5Pset_fapl_mpio(access.get(), ranks.handle().comm, info.info), "set", words); // HDF5 copies both
  checked(H5Pset_all_coll_metadata_ops(access.get(), settings.collective_metadata), "set", words);
  checked(H5Pset_coll_metadata_write(access.get(), settings.collective_metadata), "set", words);
  checked(H5Pset_meta_block_size(access.get(), metadata_bound(settings)), "set", words);
  if (settings.alignment > 0) {
    // Objects as large as the alignment: were small metadata aligned too, they would fill the file with holes.
    checked(H5Pset_alignment(access.get(), settings.alignment, settings.alignment), "set", words);
  }
  return access;
}

Handle transfer_properties(H5FD_mpio_xfer_t kind) {
  Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "create", "transfer properties");
  checked(H5Pset_dxpl_mpio(transfer.get(), kind), "set", "transfer properties");
  return transfer;
}

Handle line(std::uint64_t size) {
  const hsize_t extent = size;
  return {H5Screate_simple(1, &extent, nullptr), H5Sclose, "create", "a data space"};
}

std::string part_words(std::size_t size, std::uint64_t offset, const std::filesystem::path& path) {
  return std::to_string(size) + " B at " + std::to_string(offset) + " of " + path.string();
}

/// Carries out `step` on every rank and has all throw if one fails.
template <typename Step>
void together(const Communicator& ranks, const Step& step) {
  std::string failure;
  try {
    step();
  } catch (...) {
    failure = current_exception_text();
  }
  agree(ranks, failure);
}

std::string reasons(std::uint32_t causes) {
  constexpr std::array<std::pair<std::uint32_t, const char*>, 5> known{
      {{H5D_MPIO_SET_INDEPENDENT, "independent was asked for"},
       {H5D_MPIO_DATATYPE_CONVERSION, "types are converted"},
       {H5D_MPIO_DATA_TRANSFORMS, "data are transformed"},
       {H5D_MPIO_NOT_CONTIGUOUS_OR_CHUNKED_DATASET, "neither contiguous nor chunked"},
       {H5D_MPIO_NOT_SIMPLE_OR_SCALAR_DATASPACES, "no simple data space"}}};
  std::string words;
  for (const auto& [cause, text] : known) {
    if ((causes & cause) != 0) {
      words += (words.empty() ? "" : ", ") + std::string(text);
    }
  }
  return words.empty() ? "HDF5 gives no cause" : words;
}

} // namespace

struct ParallelDataset::Objects {
  Handle independent = transfer_properties(H5FD_MPIO_INDEPENDENT);
  Handle collective = transfer_properties(H5FD_MPIO_COLLECTIVE);
  hid_t file = H5I_INVALID_HID;
  hid_t dataset = H5I_INVALID_HID;
  std::uint64_t size = 0;
  std::optional<Handle> stored; ///< The data space in the file, of which a transfer selects a part.
  std::optional<Handle> memory; ///< That of the last transfer's bytes.
  std::uint64_t memory_size = 0;
  std::optional<Access> last;

  Objects() = default;
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;
  ~Objects() {
    if (!unwinding()) {
      close();
    }
  }

  bool close() {
    const bool dataset_closed = dataset < 0 || H5Dclose(std::exchange(dataset, H5I_INVALID_HID)) >= 0;
    return (file < 0 || H5Fclose(std::exchange(file, H5I_INVALID_HID)) >= 0) && dataset_closed;
  }

  void create_dataset(const DatasetSettings& settings) {
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "create", "dataset creation properties");
    checked(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), "set", "the fill time");
    checked(H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY), "set", "the allocation time");
    if (const hsize_t chunk = settings.chunk; chunk > 0) {
      checked(H5Pset_chunk(creation.get(), 1, &chunk), "set", "chunks of " + std::to_string(chunk) + " B");
    }
    const Handle space = line(settings.size);
    dataset = checked(H5Dcreate2(file, name, H5T_STD_U8LE, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                      "create", name);
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the metadata of", name);
  }

  hid_t select(std::uint64_t offset, std::size_t bytes, Access access) {
    last = access;
    if (!memory || memory_size != bytes) {
      memory.emplace(line(bytes));
      memory_size = bytes;
    }
    const hsize_t start = offset;
    const hsize_t count = bytes;
    checked(bytes == 0 ? H5Sselect_none(stored->get())
                       : H5Sselect_hyperslab(stored->get(), H5S_SELECT_SET, &start, nullptr, &count, nullptr),
            "select a part of", name);
    return transfer(access);
  }

  /// What HDF5 says of a transfer that has just failed. It left a collective one without the collective call that sets
  /// the file's view back (1.10): this rank makes up for it. Ranks where it did not fail would wait for that, and what
  /// is written later, metadata too, would go to where it failed.
  std::string failure_words() const {
    std::string words = hdf5::error_words();
    void* seen = nullptr;
    if (last == Access::collective && H5Fget_vfd_handle(file, H5P_DEFAULT, &seen) >= 0) {
      restore_view(*static_cast<MPI_File*>(seen));
    }
    return words;
  }

  hid_t transfer(Access access) const { return (access == Access::collective ? collective : independent).get(); }
};

ParallelDataset::ParallelDataset(const Communicator& ranks, const std::filesystem::path& path, FileMode mode,
                                 const DatasetSettings& settings)
    : path_(path) {
  const bool create = mode == FileMode::create;
  rehearse_open(ranks, path, create ? O_RDWR | O_CREAT | O_TRUNC : mode == FileMode::write ? O_RDWR : O_RDONLY);
  if (create) {
    const std::uint64_t metadata = metadata_end(settings); // and the file may be that long: HDF5 could not be told no
    reserve_space(ranks, path, metadata + (settings.preallocate ? settings.size : 0), metadata + settings.size);
  }
  try {
    open(ranks, mode, settings);
  } catch (...) { // on every rank
    if (objects_) {
      objects_->close();
    }
    throw;
  }
}

void ParallelDataset::open(const Communicator& ranks, FileMode mode, const DatasetSettings& settings) {
  const bool create = mode == FileMode::create;
  together(ranks, [&] {
    const Handle access = access_properties(ranks, settings);
    objects_ = std::make_unique<Objects>();
    objects_->file =
        create ? H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get())
               : H5Fopen(path_.c_str(), mode == FileMode::write ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access.get());
    checked(objects_->file, create ? "create" : "open", path_.string());
  });
  if (create) { // again, since making the file has given the space back
    reserve_space(ranks, path_, metadata_end(settings));
  }
  together(ranks, [&] {
    if (create) {
      objects_->create_dataset(settings);
    } else {
      objects_->dataset = checked(H5Dopen2(objects_->file, name, H5P_DEFAULT), "open", name);
    }
    objects_->stored.emplace(H5Dget_space(objects_->dataset), H5Sclose, "size", name);
    objects_->size = static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(objects_->stored->get()));
  });
  if (create && settings.preallocate) {
    std::error_code error; // H5Fget_filesize does not work over MPI-IO; flushing has given the file its size
    const auto here = ranks.rank() == 0 ? static_cast<std::int64_t>(std::filesystem::file_size(path_, error)) : 0;
    const auto bytes = static_cast<std::uint64_t>(std::max(ranks.broadcast(here), std::int64_t{0}));
    reserve_space(ranks, path_, bytes);
  }
}

ParallelDataset::~ParallelDataset() = default;

std::uint64_t ParallelDataset::size() const {
  return objects_->size;
}

void ParallelDataset::write(std::uint64_t offset, std::span<const std::byte> bytes, Access access) {
  const hid_t transfer = objects_->select(offset, bytes.size(), access);
  if (H5Dwrite(objects_->dataset, H5T_STD_U8LE, objects_->memory->get(), objects_->stored->get(), transfer,
               bytes.data()) < 0) {
    throw SystemError("write", part_words(bytes.size(), offset, path_),
                      objects_->failure_words() + reason_for_short_write(path_));
  }
}

void ParallelDataset::read(std::uint64_t offset, std::span<std::byte> bytes, Access access) {
  const hid_t transfer = objects_->select(offset, bytes.size(), access);
  if (H5Dread(objects_->dataset, H5T_STD_U8LE, objects_->memory->get(), objects_->stored->get(), transfer,
              bytes.data()) < 0) {
    throw SystemError("read", part_words(bytes.size(), offset, path_), objects_->failure_words());
  }
}

std::string ParallelDataset::actual_access() const {
  if (!objects_->last) {
    return "none";
  }
  const hid_t transfer = objects_->transfer(*objects_->last);
  H5D_mpio_actual_io_mode_t mode{};
  checked(H5Pget_mpio_actual_io_mode(transfer, &mode), "ask for the access to", path_.string());
  switch (mode) {
  case H5D_MPIO_CONTIGUOUS_COLLECTIVE:
    return "contiguous collective";
  case H5D_MPIO_CHUNK_COLLECTIVE:
    return "chunk collective";
  case H5D_MPIO_CHUNK_MIXED:
    return "mixed";
  default:
    break;
  }
  if (*objects_->last == Access::independent) {
    return "independent";
  }
  std::uint32_t here = 0;
  std::uint32_t anywhere = 0;
  checked(H5Pget_mpio_no_collective_cause(transfer, &here, &anywhere), "ask for the access to", path_.string());
  return "broken: " + reasons(anywhere);
}

void ParallelDataset::synchronise() {
  checked(H5Fflush(objects_->file, H5F_SCOPE_GLOBAL), "synchronise", path_.string());
}

void ParallelDataset::close() {
  if (!objects_->close()) {
    throw SystemError("close", path_.string(), hdf5::error_words() + reason_for_short_write(path_));
  }
}

} // namespace sweep
