#pragma once

#include <cstddef>
#include <memory>

#include "comm/communicator.hpp"

namespace sweep {

/// Memory that the ranks of one node share: zeroed, aligned to 64 bytes, the same bytes for all of them.
/// Constructed and destroyed collectively by the ranks of `node`, on their main threads.
class SharedWindow {
 public:
  SharedWindow(const Communicator& node, std::size_t bytes);
  SharedWindow(SharedWindow&&) noexcept;
  SharedWindow& operator=(SharedWindow&&) noexcept;
  ~SharedWindow();

  void* memory() const { return memory_; }

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  void* memory_ = nullptr;
};

} // namespace sweep
