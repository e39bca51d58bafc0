#pragma once

// Reads and writes of files by Asio; see asio_poller.hpp, which includes this under the names of its backend.

#include <asio/io_context.hpp>
#include <asio/random_access_file.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "core/reactor.hpp"

namespace sweep {
namespace {

/// Starts to read or write part of an open file, and calls told(bytes moved, errno) later. False on epoll, which knows
/// no files: nothing is started then.
template <typename Told>
bool start_transfer([[maybe_unused]] asio::io_context& context, [[maybe_unused]] int descriptor,
                    [[maybe_unused]] Reactor::Direction direction, [[maybe_unused]] std::uint64_t offset,
                    [[maybe_unused]] std::span<std::byte> bytes, [[maybe_unused]] Told told) {
#if defined(ASIO_HAS_FILE)
  auto file = std::make_unique<asio::random_access_file>(context, descriptor);
  asio::random_access_file& open = *file;
  auto ended = [file = std::move(file), told = std::move(told)](const asio::error_code& error,
                                                                std::size_t moved) mutable {
    file->release(); // it is not ours to close
    told(moved, error && error != asio::error::eof ? error.value() : 0);
  };
  if (direction == Reactor::Direction::read) {
    open.async_read_some_at(offset, asio::buffer(bytes.data(), bytes.size()), std::move(ended));
  } else {
    open.async_write_some_at(offset, asio::buffer(bytes.data(), bytes.size()), std::move(ended));
  }
  return true;
#else
  return false;
#endif
}

} // namespace
} // namespace sweep
