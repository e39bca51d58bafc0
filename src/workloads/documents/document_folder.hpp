#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/pool.hpp"
#include "core/worker.hpp"
#include "core/workload.hpp"
#include "io/http/buffer.hpp"
#include "services/latency/documents.hpp"

namespace sweep {

/// The documents 0 … count-1 of a series as files in a folder of their own, named by series, below a directory: made
/// once, and verified byte by byte each time. Several nodes may do so at once on a shared file system.
class DocumentFolder final : public Service {
 public:
  /// Throws SystemError with the path that the system refused.
  DocumentFolder(const DocumentSeries& series, std::uint64_t count, const std::filesystem::path& directory);

  /// The folder.
  std::string address() override { return address_; }

  /// The file of document n in the folder at `address`.
  static std::string file(const std::string& address, std::uint64_t n);

  /// Where documents go when nobody says: below TMPDIR, or /tmp.
  static std::filesystem::path default_directory();

 private:
  std::string address_;
};

/// Reads a file by open, read and close. An event loop is held up as long as that takes, since a file is never not
/// ready (as with open() under asyncio).
class ReadFile final : public Operation {
 public:
  ReadFile(Pool<Buffer>& buffers, std::string path) : path_(std::move(path)), content_(buffers.take()) {}

  /// Throws SystemError with the path that the system refused.
  void block() override;
  bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override {
    block();
    return false;
  }

  /// The content; Buffer::padding bytes may be read behind it.
  Pool<Buffer>::Lease result() { return std::move(content_); }

 private:
  std::string path_;
  Pool<Buffer>::Lease content_;
};

} // namespace sweep
