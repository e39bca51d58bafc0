#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "comm/communicator.hpp"
#include "comm/file_access.hpp"
#include "workloads/file_layout.hpp"

namespace sweep {

/// What is to be done with the files of a stage.
struct FileUse {
  std::filesystem::path folder;
  std::string prefix = "sweep.data"; ///< Of the files' names.
  FileLayout layout;
  FileMode mode = FileMode::read;
  Access access = Access::independent;
  bool reuse = false;       ///< Written over what is there.
  bool direct = false;      ///< O_DIRECT.
  bool sync_each = false;   ///< Each write waits until it is on the disk.
  bool preallocate = false; ///< Reserve the space before writing.
  Hints hints;
  std::uint64_t chunk = 0;     ///< Of an HDF5 dataset; 0: contiguous.
  std::uint64_t alignment = 0; ///< Of HDF5's objects; 0: none.
  bool collective_metadata = true;
  std::uint64_t own = 0; ///< The file that this rank opens first, where each has one.

  /// "sweep.data", "sweep.data.00000003".
  std::filesystem::path path(std::uint64_t file) const;
};

/// The files of a stage, open on one rank. What is called on one rank is called on all, but for transfers of
/// Access::independent; also after a transfer has failed. Everything throws SystemError with the path. Closed, without
/// a word, by the destructor.
class Files {
 public:
  explicit Files(const FileUse& use) : use_(use) {}
  virtual ~Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  const FileUse& use() const { return use_; }

  /// The path of that file.
  std::string name(std::uint64_t file) const { return use_.path(file).string(); }

  /// Transfers all of the bytes. Any thread where the back end is for threads, else the main thread.
  virtual void write(FilePlace place, std::span<const std::byte> bytes) = 0;
  virtual void read(FilePlace place, std::span<std::byte> bytes) = 0;

  /// The descriptor of that file, where an event loop may read and write by it; negative where not.
  virtual int descriptor(std::uint64_t /*file*/) { return -1; }

  virtual void synchronise() = 0;
  virtual void close() = 0;

  /// How the library carried the last transfer out, by its own word; empty where it tells nothing.
  virtual std::string transfers() const { return {}; }

 private:
  FileUse use_;
};

/// A way to read and write files. Its file defines it; catalogue.def names the file.
struct BackendDescriptor {
  std::string name;
  std::string summary;
  bool moves_data = true;  ///< Whether there is anything to check.
  bool for_threads = true; ///< Whether any thread may transfer.
  bool collective = false; ///< Whether ranks can transfer together.
  std::function<std::unique_ptr<Files>(const FileUse&, const Communicator&)> open; ///< Collective.
};

} // namespace sweep
