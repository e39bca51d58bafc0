#include "comm/mpi_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "comm/mpi_info.hpp"

namespace sweep {
namespace {

int system_flags(FileMode mode) {
  return mode == FileMode::create ? O_WRONLY | O_CREAT : mode == FileMode::write ? O_WRONLY : O_RDONLY;
}

int mpi_flags(FileMode mode) {
  return mode == FileMode::create  ? MPI_MODE_WRONLY | MPI_MODE_CREATE
         : mode == FileMode::write ? MPI_MODE_WRONLY
                                   : MPI_MODE_RDONLY;
}

/// MPI's words, with a remedy where its error has one; empty for success.
std::string mpi_words_of(int code) {
  if (code == MPI_SUCCESS) {
    return "";
  }
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  int kind = 0;
  MPI_Error_string(code, text, &length);
  MPI_Error_class(code, &kind);
  return with_remedy(std::string_view(text, static_cast<std::size_t>(length)), kind == MPI_ERR_NO_SPACE ? ENOSPC
                                                                               : kind == MPI_ERR_QUOTA  ? EDQUOT
                                                                                                        : 0);
}

std::string describe(std::size_t size, std::uint64_t offset, const std::filesystem::path& path) {
  return std::to_string(size) + " B at offset " + std::to_string(offset) + " of " + path.string();
}

void check_offset(std::size_t size) {
  SWEEP_EXPECT(size <= MpiFile::largest_transfer);
}

/// The bytes that a transfer moved; 0 when MPI does not know.
std::size_t count_of(const MPI_Status& status) {
  int count = 0;
  const int code = MPI_Get_count(&status, MPI_BYTE, &count);
  return code != MPI_SUCCESS || count == MPI_UNDEFINED || count < 0 ? 0 : static_cast<std::size_t>(count);
}

} // namespace

MpiInfo::MpiInfo(const Hints& hints) {
  check_mpi(MPI_Info_create(&info), "MPI_Info_create");
  for (const auto& [key, value] : hints) {
    MPI_Info_set(info, key.c_str(), value.c_str()); // hints are advice: one that is too long is left out
  }
}

MpiInfo::~MpiInfo() {
  MPI_Info_free(&info);
}

void restore_view(MPI_File file) {
  MPI_Offset begin = 0;
  std::array<MPI_Datatype, 2> types{};
  std::array<char, MPI_MAX_DATAREP_STRING> representation{};
  check_mpi(MPI_File_get_view(file, &begin, types.data(), types.data() + 1, representation.data()),
            "MPI_File_get_view");
  for (MPI_Datatype& type : types) {
    std::array<int, 4> made_by{};
    MPI_Type_get_envelope(type, made_by.data(), made_by.data() + 1, made_by.data() + 2, made_by.data() + 3);
    if (made_by[3] != MPI_COMBINER_NAMED) {
      MPI_Type_free(&type);
    }
  }
  if (begin != 0) {
    check_mpi(MPI_File_set_view(file, 0, MPI_BYTE, MPI_BYTE, "native", MPI_INFO_NULL), "MPI_File_set_view");
  }
}

struct MpiFile::Handle {
  MPI_File file = MPI_FILE_NULL;
};

MpiFile::MpiFile(const Communicator& ranks, std::filesystem::path path, FileMode mode, const Hints& hints)
    : ranks_(ranks), path_(std::move(path)), handle_(std::make_unique<Handle>()) {
  rehearse_open(ranks, path_, system_flags(mode));
  const MpiInfo info(hints);
  const int code = MPI_File_open(ranks.handle().comm, path_.c_str(), mpi_flags(mode), info.info, &handle_->file);
  if (code != MPI_SUCCESS) {
    handle_->file = MPI_FILE_NULL;
  }
  // Where it did open, it stays open if another rank failed: closing is collective, and would wait for that rank.
  agree(ranks, "open", path_.string(), mpi_words_of(code));
  check_mpi(MPI_File_set_errhandler(handle_->file, MPI_ERRORS_RETURN), "MPI_File_set_errhandler");
}

MpiFile::~MpiFile() {
  if (handle_->file != MPI_FILE_NULL && !unwinding()) {
    MPI_File_close(&handle_->file);
  }
}

void MpiFile::write(std::uint64_t offset, std::span<const std::byte> bytes, Access access) {
  check_offset(bytes.size());
  MPI_Status status{};
  const auto transfer = access == Access::collective ? MPI_File_write_at_all : MPI_File_write_at;
  const int code = transfer(handle_->file, static_cast<MPI_Offset>(offset), bytes.data(),
                            static_cast<int>(bytes.size()), MPI_BYTE, &status);
  if (code != MPI_SUCCESS) {
    throw SystemError("write", describe(bytes.size(), offset, path_),
                      mpi_words_of(code) + reason_for_short_write(path_));
  }
  if (const std::size_t count = count_of(status); count != bytes.size()) {
    throw SystemError("write", describe(bytes.size(), offset, path_),
                      "only " + std::to_string(count) + " B were written" + reason_for_short_write(path_));
  }
}

void MpiFile::read(std::uint64_t offset, std::span<std::byte> bytes, Access access) {
  check_offset(bytes.size());
  MPI_Status status{};
  const auto transfer = access == Access::collective ? MPI_File_read_at_all : MPI_File_read_at;
  const int code = transfer(handle_->file, static_cast<MPI_Offset>(offset), bytes.data(),
                            static_cast<int>(bytes.size()), MPI_BYTE, &status);
  if (code != MPI_SUCCESS) {
    throw SystemError("read", describe(bytes.size(), offset, path_), mpi_words_of(code));
  }
  if (const std::size_t count = std::min(count_of(status), bytes_before_end(offset, bytes.size()));
      count != bytes.size()) {
    throw SystemError("read", describe(bytes.size(), offset, path_),
                      "only " + std::to_string(count) + " B were read; the file is shorter than it should be");
  }
}

std::size_t MpiFile::bytes_before_end(std::uint64_t offset, std::size_t size) {
  if (offset + size > size_) {
    MPI_Offset now = 0;
    check_mpi(MPI_File_get_size(handle_->file, &now), "MPI_File_get_size");
    size_ = static_cast<std::uint64_t>(now);
  }
  return static_cast<std::size_t>(std::min<std::uint64_t>(size, size_ > offset ? size_ - offset : 0));
}

void MpiFile::preallocate(std::uint64_t size) {
  reserve_space(ranks_, path_, size);
}

void MpiFile::synchronise() {
  if (const int code = MPI_File_sync(handle_->file); code != MPI_SUCCESS) {
    throw SystemError("synchronise", path_.string(), mpi_words_of(code));
  }
}

void MpiFile::close() {
  const int code = MPI_File_close(&handle_->file);
  handle_->file = MPI_FILE_NULL;
  if (code != MPI_SUCCESS) {
    throw SystemError("close", path_.string(), mpi_words_of(code));
  }
}

} // namespace sweep
