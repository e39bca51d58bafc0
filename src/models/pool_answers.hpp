#pragma once

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "models/pool_messages.hpp"

namespace sweep {

/// Answers as they come out of a pipe, in pieces.
class PoolAnswers {
 public:
  /// Reads what there is, waiting for something. False at the end.
  bool read(int descriptor) {
    std::copy(begin_of(taken_), begin_of(there_), bytes_.begin());
    there_ -= std::exchange(taken_, 0);
    constexpr std::size_t piece = std::size_t{64} << 10U; // all that a pipe holds (pipe(7))
    if (bytes_.size() < there_ + piece) {
      bytes_.resize(there_ + piece);
    }
    ssize_t count = 0;
    do {
      count = ::read(descriptor, bytes_.data() + there_, bytes_.size() - there_);
    } while (count < 0 && errno == EINTR);
    there_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    return count > 0;
  }

  struct Answer {
    PoolAnswer::Kind kind;
    std::span<const std::byte> bytes; ///< Until the next read().
  };

  /// The next one, if all of it is there.
  std::optional<Answer> next() {
    PoolAnswer head;
    if (there_ - taken_ < sizeof head) {
      return {};
    }
    std::memcpy(&head, bytes_.data() + taken_, sizeof head);
    if (there_ - taken_ - sizeof head < head.bytes) {
      return {};
    }
    const std::span<const std::byte> bytes = std::span(bytes_).subspan(taken_ + sizeof head, head.bytes);
    taken_ += sizeof head + head.bytes;
    return Answer{head.kind, bytes};
  }

 private:
  std::vector<std::byte>::iterator begin_of(std::size_t place) {
    return bytes_.begin() + static_cast<std::ptrdiff_t>(place);
  }

  std::vector<std::byte> bytes_;
  std::size_t taken_ = 0;
  std::size_t there_ = 0;
};

} // namespace sweep
