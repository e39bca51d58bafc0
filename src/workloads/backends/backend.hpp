#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "comm/file_access.hpp"
#include "core/clock.hpp"
#include "core/parameter.hpp"
#include "workloads/files/file_layout.hpp"

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
  Values options = {};      ///< Of the back end's own parameters.
  std::uint64_t own = 0;    ///< The file that this rank opens first, where each has one.

  /// "sweep.data", "sweep.data.00000003".
  std::filesystem::path path(std::uint64_t file) const;
};

/// The files of a stage, open on one rank. What is called on one rank is called on all, but for transfers of
/// Access::independent; also after a transfer has failed. Everything throws SystemError with the path. close()
/// is called on all ranks once open, whatever failed; the destructor alone gives back only what this rank has for
/// itself.
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

  /// What a person should know of how it went: what was asked for and could not be had. Also once closed.
  virtual std::vector<std::string> warnings() const { return {}; }

 private:
  FileUse use_;
};

/// Calls `act` for each, also after one has thrown; then throws the first failure. For what all ranks do in step.
template <typename Range, typename Act>
void for_each_whatever_fails(Range& range, const Act& act) {
  std::exception_ptr failure;
  for (auto& each : range) {
    try {
      act(each);
    } catch (...) {
      failure = failure ? failure : std::current_exception();
    }
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

/// A way to read and write files. Its file defines it; catalogue.def names the file.
struct BackendDescriptor {
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters = {}; ///< Its own, beside those of `parallel_io`.
  bool moves_data = true;                 ///< Whether there is anything to check.
  bool for_threads = true;                ///< Whether any thread may transfer.
  bool collective = false;                ///< Whether ranks can transfer together.
  std::function<std::unique_ptr<Files>(const FileUse&, const Communicator&)> open; ///< Collective.
  /// Throws UsageError where its parameters do not fit the rest.
  std::function<void(const FileUse&)> check = nullptr;
  bool direct = false; ///< Whether it can write and read past the page cache.
  /// About how long a transfer takes, for `sweep plan` only; null: as on a fast disk.
  std::function<Seconds(const FileUse&)> nominal_seconds = nullptr;
};

/// `access` and `hints`, of every back end with which ranks can transfer together, and their values.
std::vector<Parameter> collective_parameters();
Hints hints_of(const FileUse& use);

} // namespace sweep
