#pragma once

#include <cstddef>
#include <span>

#include "core/errors.hpp"
#include "core/worker.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {

/// Moves bytes to or from a place in a stage's files: by a blocking call of the back end, or, where the files have
/// descriptors and the event loop can, by the kernel meanwhile. Files and bytes must stay until the end. The awaited
/// value is whether the kernel did it.
class FileTransfer final : public Operation, private Reactor::Mover {
 public:
  FileTransfer(Files& files, FilePlace place, std::span<std::byte> bytes, Reactor::Direction direction)
      : files_(files), place_(place), bytes_(bytes), direction_(direction) {}

  /// Throws SystemError with the path that was refused.
  void block() override;
  bool start(Reactor& reactor, std::coroutine_handle<> task) override;
  bool result();

 private:
  void moved(std::size_t bytes, int error) noexcept override;
  bool submit();

  Files& files_;
  FilePlace place_;
  std::span<std::byte> bytes_; ///< What is left.
  Reactor::Direction direction_;
  Reactor* reactor_ = nullptr;
  std::coroutine_handle<> task_;
  bool ended_early_ = false; ///< The file ended.
  int error_ = 0;
};

} // namespace sweep
